"""The zips for AWS Lambda: what is in them, that two builds are alike, and that they run where nothing is installed.

Each zip is unpacked and run as Lambda runs it, by a Runtime API host of our own, the one for arm64 under qemu; and by
AWS's runtime interface emulator (tools/aws-lambda-rie.sh). Environment: BRISK_SOURCE, BRISK_BUILD, CMAKE.
"""

import hashlib
import http.server
import json
import os
import pathlib
import platform
import queue
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile

import pytest

SOURCE = pathlib.Path(os.environ["BRISK_SOURCE"])
BUILD = pathlib.Path(os.environ["BRISK_BUILD"])
CMAKE = os.environ.get("CMAKE", "cmake")
HERE = pathlib.Path(__file__).parent
ARCHES = ["x86_64", "arm64"]
EM_MACHINE = {"x86_64": 62, "arm64": 183}
KB = 1000


def miss(reason):
    """A tool is not here: skipped, but not in CI, which has all tools."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=600, check=False, **more)
    return done.returncode, done.stdout


def must(*command, **more):
    code, output = run(*command, **more)
    assert code == 0, output[-6000:]
    return output


def has_compiler(arch):
    triplet = {"x86_64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}[arch]
    native = platform.machine().replace("aarch64", "arm64") == arch
    return shutil.which(triplet + "-gcc") or (native and shutil.which("gcc"))


def make_zip(source, build, target, *options, **more):
    must(CMAKE, "-S", source, "-B", build, "--log-level=WARNING", *options, **more)
    return must(CMAKE, "--build", build, "--target", target, **more)


# ---- what is built, once ----

@pytest.fixture(scope="session")
def api(tmp_path_factory):
    """Zips of api/ by architecture."""
    build = tmp_path_factory.mktemp("api")
    made = {}

    def get(arch):
        if arch not in made:
            if not has_compiler(arch):
                miss(f"no gcc for {arch} (tools/install-dev.sh --zip {arch})")
            make_zip(SOURCE / "api", build, f"api_zip_{arch}")
            made[arch] = build / f"lambda-{arch}.zip"
        return made[arch]

    return get


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """The build folder of lambda/, a project that finds an installed Brisk."""
    prefix = tmp_path_factory.mktemp("prefix")
    build = tmp_path_factory.mktemp("project")
    must(CMAKE, "--install", BUILD, "--prefix", prefix)
    must(CMAKE, "-S", HERE / "lambda", "-B", build, "--log-level=WARNING", f"-DCMAKE_PREFIX_PATH={prefix}",
         f"-DBRISK_DEPS_DIR={SOURCE}/build/deps")
    return build


def unpack(package, folder):
    """As Lambda does: with the modes of the zip."""
    with zipfile.ZipFile(package) as archive:
        for entry in archive.infolist():
            path = pathlib.Path(archive.extract(entry, folder))
            path.chmod(entry.external_attr >> 16)
    return folder / "bootstrap"


# ---- a program's file ----

class Elf:
    def __init__(self, data):
        assert data[:6] == b"\x7fELF\x02\x01"
        self.type, self.machine = struct.unpack_from("<HH", data, 16)
        offset, sections = struct.unpack_from("<QQ", data, 32)
        size, count = struct.unpack_from("<HH", data, 54)
        self.segments = [struct.unpack_from("<I", data, offset + i * size)[0] for i in range(count)]
        size, count, _ = struct.unpack_from("<HHH", data, 58)
        self.sections = [struct.unpack_from("<I", data, sections + i * size + 4)[0] for i in range(count)]


PT_DYNAMIC, PT_INTERP, ET_EXEC, SHT_SYMTAB = 2, 3, 2, 2


@pytest.mark.parametrize("arch", ARCHES)
def test_holds_one_static_program(api, arch):
    with zipfile.ZipFile(api(arch)) as archive:
        assert archive.testzip() is None
        [entry] = archive.infolist()
        data = archive.read(entry)
    assert (entry.filename, entry.external_attr >> 16) == ("bootstrap", 0o100755)
    assert (entry.date_time, entry.extra, entry.compress_type) == ((1980, 1, 1, 0, 0, 0), b"", zipfile.ZIP_DEFLATED)
    elf = Elf(data)
    assert (elf.type, elf.machine) == (ET_EXEC, EM_MACHINE[arch])
    assert PT_INTERP not in elf.segments and PT_DYNAMIC not in elf.segments
    assert SHT_SYMTAB not in elf.sections
    for path in (SOURCE, api(arch).parent, pathlib.Path.home()):
        assert str(path).encode() + b"/" not in data, f"the program names {path}"


@pytest.mark.parametrize("arch", ARCHES)
def test_size(api, project, arch):
    assert api(arch).stat().st_size <= 1200 * KB, "with the docs pages"
    if not has_compiler(arch):
        miss(f"no gcc for {arch}")
    must(CMAKE, "--build", project, "--target", f"lean_zip_{arch}")
    assert (project / f"lean-{arch}.zip").stat().st_size <= 250 * KB, "without the docs pages"


def symbols(program):
    return [line.split()[-1] for line in must("nm", program).splitlines()]


def test_no_server_in_it(api):
    names = symbols(api("x86_64").parent / "lambda-x86_64" / "api")
    assert "brisk_lambda_main" in names or any(name.startswith("brisk_lambda_main.") for name in names)
    assert not [name for name in names if name.startswith(("uv_", "uv__", "brisk_serve", "brisk_http1"))]


def test_pcre2_only_with_a_pattern(project):
    if not has_compiler("x86_64") or not has_compiler(platform.machine().replace("aarch64", "arm64")):
        miss("no gcc")
    host = platform.machine().replace("aarch64", "arm64")
    must(CMAKE, "--build", project, "--target", "lean_zip_" + host)
    must(CMAKE, "--build", project, "--target", "pattern_zip")
    assert not [name for name in symbols(project / f"lambda-{host}" / "lean") if "pcre2" in name]
    assert [name for name in symbols(project / f"lambda-{host}" / "pattern") if "pcre2" in name]


def test_two_builds_are_alike(api, tmp_path):
    """In another folder, at another time, with another umask and time zone, by another generator: the same bytes."""
    tree = tmp_path / "elsewhere" / "brisk"
    for name in ("api", "cmake", "include", "src", "tools"):
        shutil.copytree(SOURCE / name, tree / name, ignore=shutil.ignore_patterns("build", "build-*"))
    shutil.copy(SOURCE / "CMakeLists.txt", tree)
    generator = "Ninja" if shutil.which("ninja") else "Unix Makefiles"
    make_zip(tree / "api", tmp_path / "build", "api_zip_x86_64", f"-DBRISK_DEPS_DIR={SOURCE}/build/deps",
             "-G", generator, "-DCMAKE_C_COMPILER_LAUNCHER=", env={**os.environ, "TZ": "Asia/Tokyo"}, umask=0o077)
    mine = [hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (api("x86_64"), tmp_path / "build" / "lambda-x86_64.zip")]
    assert mine[0] == mine[1]


# ---- running ----

def event(path, method="GET", body=None):
    """API Gateway, payload 2.0."""
    return {"version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
            "headers": {"host": "x.example", "content-type": "application/json"},
            "requestContext": {"http": {"method": method, "path": path, "protocol": "HTTP/1.1",
                                        "sourceIp": "192.0.2.1", "userAgent": "t"}, "stage": "$default"},
            "body": body, "isBase64Encoded": False}


class Host:
    """A Runtime API: gives the events in order, and keeps what is posted."""

    def __init__(self, events):
        self.events = queue.Queue()
        for one in events:
            self.events.put(one)
        self.answers = queue.Queue()
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def reply(self, status, body, **headers):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                if "/extension/" in self.path:
                    time.sleep(60)
                body = json.dumps(host.events.get()).encode()
                self.reply(200, body, Lambda_Runtime_Aws_Request_Id="id-1",
                           Lambda_Runtime_Deadline_Ms=str(int(time.time() * 1000) + 30000))

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.path.endswith("/register"):
                    self.reply(200, b"{}", Lambda_Extension_Identifier="one")
                    return
                host.answers.put((self.path, body))
                self.reply(202, b"")

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = "127.0.0.1:%d" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def answers_of(command, events, env=None, **more):
    """The answers of a bootstrap to events; its environment holds nothing else."""
    host = Host(events)
    process = subprocess.Popen(command, env={"AWS_LAMBDA_RUNTIME_API": host.address, **(env or {})}, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, **more)
    try:
        answers = [host.answers.get(timeout=60) for _ in events]
    except queue.Empty:
        process.kill()
        pytest.fail("no answer: " + process.communicate()[0].decode(errors="replace"))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        host.server.shutdown()
    for path, body in answers:
        assert path.endswith("/response"), (path, body)
    return [json.loads(body) for path, body in answers]


def answer_of(command, one, **more):
    return answers_of(command, [one], **more)[0]


def command_of(arch, bootstrap):
    if platform.machine().replace("aarch64", "arm64") == arch:
        return [str(bootstrap)]
    qemu = shutil.which({"x86_64": "qemu-x86_64-static", "arm64": "qemu-aarch64-static"}[arch])
    if qemu is None:
        miss(f"no qemu for {arch} (qemu-user-static)")
    return [qemu, str(bootstrap)]


@pytest.mark.parametrize("arch", ARCHES)
def test_answers(api, tmp_path, arch):
    command = command_of(arch, unpack(api(arch), tmp_path))
    answer = answer_of(command, event("/openapi.json"))
    assert answer["statusCode"] == 200
    assert "/items" in " ".join(json.loads(answer["body"])["paths"])
    answer = answer_of(command, event("/docs"))
    assert answer["statusCode"] == 200 and "swagger-ui" in answer["body"]
    answer = answer_of(command, event("/nothing"))
    assert (answer["statusCode"], json.loads(answer["body"])) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize("arch", ARCHES)
def test_by_hand_says_what_it_is(api, tmp_path, arch):
    command = command_of(arch, unpack(api(arch), tmp_path))
    done = subprocess.run(command, env={}, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2 and "AWS_LAMBDA_RUNTIME_API" in done.stderr
    done = subprocess.run([*command, "--version"], env={}, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0 and "AWS Lambda" in done.stdout


def test_a_machine_with_nothing_installed(api, tmp_path):
    """The root folder holds the bootstrap and nothing else: no libraries, no /etc, no /dev, no /proc."""
    if os.geteuid() != 0:
        pytest.skip("a chroot is root's to make")
    arch = platform.machine().replace("aarch64", "arm64")
    unpack(api(arch), tmp_path)
    answer = answer_of(["/bootstrap"], event("/openapi.json"), preexec_fn=lambda: (os.chroot(tmp_path), os.chdir("/")))
    assert answer["statusCode"] == 200
    assert [path.name for path in tmp_path.iterdir()] == ["bootstrap"]


@pytest.mark.parametrize("concurrency", ["", "2"])
def test_stack(project, tmp_path, concurrency):
    """A handler has 1 MB of stack, also in the threads of several invocations at a time: musl's own give 128 KB."""
    arch = platform.machine().replace("aarch64", "arm64")
    must(CMAKE, "--build", project, "--target", "lean_zip_" + arch)
    bootstrap = unpack(project / f"lean-{arch}.zip", tmp_path)
    env = {"AWS_LAMBDA_MAX_CONCURRENCY": concurrency} if concurrency else None
    for answer in answers_of([str(bootstrap)], [event("/deep")] * 8, env=env):
        assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"message": "Deep"})


# ---- glibc ----

def test_glibc_brings_its_libraries(project, tmp_path):
    must(CMAKE, "--build", project, "--target", "shared_zip")
    bootstrap = unpack(project / "shared.zip", tmp_path)
    assert [path.name for path in (tmp_path / "lib").iterdir()] == ["libz.so.1"]
    assert "$ORIGIN/lib" in must("objdump", "-p", bootstrap)
    answer = answer_of([str(bootstrap)], event("/hello"))
    assert answer["statusCode"] == 200 and json.loads(answer["body"])["zlib"].startswith("1.")


def test_glibc_newer_than_lambda_is_refused(project):
    if tuple(int(part) for part in platform.libc_ver()[1].split(".")[:2]) < (2, 36):
        pytest.skip("this machine's glibc is not newer")
    code, output = run(CMAKE, "--build", project, "--target", "newer_zip")
    assert code != 0
    assert "newer needs a newer glibc than provided.al2023 has" in output and "arc4random of GLIBC_2.36" in output
    assert not list(project.glob("newer*.zip"))


# ---- a second host ----

def test_runtime_interface_emulator(api, tmp_path):
    """AWS's own emulator, as its SAM CLI has it."""
    emulator = BUILD / "rie"
    code, output = run(SOURCE / "tools" / "aws-lambda-rie.sh", emulator, env={**os.environ, "PYTHON": sys.executable})
    if code != 0:
        miss("AWS's runtime interface emulator could not be had: " + output[-300:])
    arch = platform.machine().replace("aarch64", "arm64")
    bootstrap = unpack(api(arch), tmp_path / "task")
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        front, runtime = one.getsockname(), two.getsockname()
    log = open(tmp_path / "log", "w+")
    process = subprocess.Popen(
        [emulator / "aws-lambda-rie", "--runtime-interface-emulator-address", "%s:%d" % front,
         "--runtime-api-address", "%s:%d" % runtime, bootstrap, "handler"],
        cwd=tmp_path, stdout=log, stderr=subprocess.STDOUT, env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)})

    def invoke(one):
        address = "http://%s:%d/2015-03-31/functions/function/invocations" % front
        end = time.time() + 30
        while True:
            try:
                with urllib.request.urlopen(address, json.dumps(one).encode(), timeout=30) as reply:
                    return json.load(reply)
            except OSError:
                assert time.time() < end and process.poll() is None, (tmp_path / "log").read_text()
                time.sleep(0.1)

    try:
        answer = invoke(event("/openapi.json"))
        assert answer["statusCode"] == 200 and "paths" in json.loads(answer["body"])
        assert answer["body"] == answer_of([str(bootstrap)], event("/openapi.json"))["body"], "each host gets the same"
        answer = invoke(event("/items", "POST", json.dumps({"name": 1})))
        assert answer["statusCode"] in (401, 422), answer
        assert "errorMessage" in invoke({"Records": []})
    finally:
        process.kill()
        process.wait()
        log.close()
