/* main.c - the program: `api serve`, `api --help`. */
#include "app.h"

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}
