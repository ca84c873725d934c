/* SPDX-License-Identifier: MIT */
/* Questions of rm -i, cp -i and their like. */
#ifndef CORE_ASK_H
#define CORE_ASK_H

#include <stdbool.h>

/* Print "program: question" on stderr and read a line of stdin: does it begin with y or Y? */
bool ask(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
