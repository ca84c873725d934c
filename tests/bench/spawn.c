/* SPDX-License-Identifier: MIT */
/* usage: spawn COUNT PROGRAM: microseconds that one `true` of it takes, vfork to wait. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int count = argc == 3 ? atoi(argv[1]) : 0;
	struct timespec begun, ended;

	clock_gettime(CLOCK_MONOTONIC, &begun);
	for (int i = 0; i < count; i++) {
		int status;
		pid_t child = vfork();

		if (child == 0) {
			execl(argv[2], "true", (char *)NULL);
			_exit(127);
		}
		if (child < 0 || waitpid(child, &status, 0) < 0 || status)
			return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &ended);
	printf("%.1f\n", ((ended.tv_sec - begun.tv_sec) * 1e9 +
			  (ended.tv_nsec - begun.tv_nsec)) / 1e3 / (count ? count : 1));
	return count == 0;
}
