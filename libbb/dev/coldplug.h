/* SPDX-License-Identifier: MIT */
/* Load the drivers that devices ask for by their modalias. */
#ifndef DEV_COLDPLUG_H
#define DEV_COLDPLUG_H

/* One pass over the devices that are there. A module that is missing or refuses is no error. */
int coldplug_all(void);

/* The same, then for each device that appears, until killed: a small udevd. */
int coldplug_follow(void);

/* A socket that the kernel's device messages (uevent.h) come out of. Returns it or negative. */
int uevents_open(void);

#endif
