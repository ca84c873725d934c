/* SPDX-License-Identifier: MIT */
/* hwclock(8): the clock that runs while the machine is off, rtc(4). */
#include <errno.h>
#include <fcntl.h>
#include <linux/rtc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"

static struct {
	bool show, to_system, from_system, utc, local;
	int verbose;
	const char *device;
} G;

static const struct option_row options[] = {
	{ "-r --show", OPTION_FLAG, &G.show, NULL, "show it (as ever)" },
	{ "-s --hctosys", OPTION_FLAG, &G.to_system, NULL, "set the system's time from it" },
	{ "-w --systohc", OPTION_FLAG, &G.from_system, NULL, "set it from the system's time" },
	{ "-u --utc", OPTION_FLAG, &G.utc, NULL, "it keeps UTC" },
	{ "-l --localtime", OPTION_FLAG, &G.local, NULL, "it keeps local time" },
	{ "-f --rtc", OPTION_TEXT, &G.device, "FILE", "another one than /dev/rtc0" },
	{ "-v --verbose", OPTION_COUNT, &G.verbose, NULL, "say what is done" },
	{ 0 }
};

/* The third line of adjtime(5) says LOCAL or UTC. */
static bool keeps_local_time(void)
{
	FILE *file;
	char line[128];
	bool local = false;

	if (G.utc || G.local)
		return G.local;
	file = fopen("/etc/adjtime", "re");
	for (int i = 0; file && i < 3 && fgets(line, sizeof(line), file); i++)
		local = i == 2 && text_starts_with(line, "LOCAL");
	if (file)
		fclose(file);
	return local;
}

static int open_clock(int flags)
{
	static const char *const places[] = { "/dev/rtc0", "/dev/rtc", "/dev/misc/rtc" };
	int fd = -1;

	if (G.device) {
		fd = open(G.device, flags | O_CLOEXEC);
		if (fd < 0)
			die(1, "cannot open %s: %s", G.device, strerror(errno));
	}
	for (size_t i = 0; fd < 0 && i < ARRAY_SIZE(places); i++)
		fd = open(places[i], flags | O_CLOEXEC);
	if (fd < 0)
		die(1, "Cannot access the Hardware Clock via any known method.");
	return fd;
}

static time_t read_clock(void)
{
	int fd = open_clock(O_RDONLY);
	struct rtc_time rtc;
	struct tm parts;
	time_t seconds;

	if (ioctl(fd, RTC_RD_TIME, &rtc) < 0)
		die(1, "ioctl(RTC_RD_TIME) failed: %s", strerror(errno));
	close(fd);
	parts = (struct tm){ .tm_sec = rtc.tm_sec, .tm_min = rtc.tm_min, .tm_hour = rtc.tm_hour,
			     .tm_mday = rtc.tm_mday, .tm_mon = rtc.tm_mon, .tm_year = rtc.tm_year,
			     .tm_isdst = -1 };
	seconds = keeps_local_time() ? mktime(&parts) : timegm(&parts);
	if (seconds == -1)
		die(1, "the Hardware Clock shows no valid time");
	return seconds;
}

static void write_clock(time_t seconds)
{
	int fd = open_clock(O_WRONLY);
	struct rtc_time rtc = { 0 };
	struct tm parts;

	if (keeps_local_time())
		localtime_r(&seconds, &parts);
	else
		gmtime_r(&seconds, &parts);
	rtc.tm_sec = parts.tm_sec;
	rtc.tm_min = parts.tm_min;
	rtc.tm_hour = parts.tm_hour;
	rtc.tm_mday = parts.tm_mday;
	rtc.tm_mon = parts.tm_mon;
	rtc.tm_year = parts.tm_year;
	if (ioctl(fd, RTC_SET_TIME, &rtc) < 0)
		die(1, "ioctl(RTC_SET_TIME) to set the time failed: %s", strerror(errno));
	close(fd);
}

/* It has no less than seconds: at the next one it shows the time that is. */
static time_t wait_for_second(void)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	usleep(1000000 - now.tv_usec);
	return now.tv_sec + 1;
}

static int run(int argc, char **argv)
{
	struct timeval now = { 0 };
	char text[64], zone[16];
	struct tm parts;

	if (argc > 1)
		usage("unexpected operand '%s'", argv[1]);
	if (G.show + G.to_system + G.from_system > 1 || (G.utc && G.local))
		usage("-r, -s and -w, and -u and -l, are mutually exclusive");
	if (G.from_system) {
		/* Looked for before the waiting. */
		close(open_clock(O_WRONLY));
		write_clock(wait_for_second());
		return 0;
	}
	now.tv_sec = read_clock();
	if (G.to_system) {
		if (settimeofday(&now, NULL) < 0)
			die(1, "settimeofday() failed: %s", strerror(errno));
		if (G.verbose)
			printf("System time is now %lld\n", (long long)now.tv_sec);
		return 0;
	}
	localtime_r(&now.tv_sec, &parts);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &parts);
	strftime(zone, sizeof(zone), "%z", &parts);
	printf("%s.000000%.3s:%s\n", text, zone, zone + 3);
	return 0;
}

APPLET(hwclock, .names = "hwclock", .summary = "show and set the hardware clock",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
