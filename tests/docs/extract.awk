# Takes a guide apart into the folder `dir`: each block ```c that begins with "/* name.c */" becomes name.c; each line
# behind "$ " in a block ```console becomes N.command, and the lines that follow it N.expected.
/^```c$/             { getline; file = dir "/" $2; print > file; in_c = 1; next }
/^```console$/       { in_console = 1; next }
/^```$/              { in_c = in_console = 0; next }
in_c                 { print > file }
in_console && /^\$ / { n++; print substr($0, 3) > (dir "/" n ".command"); expected = dir "/" n ".expected"; next }
in_console           { print > expected }
