/* SPDX-License-Identifier: MIT */
/* Names with numbers in them, compared as ls -v and sort -V do. */
#ifndef CORE_VERSION_H
#define CORE_VERSION_H

int version_compare(const char *a, const char *b);

#endif
