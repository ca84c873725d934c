/* SPDX-License-Identifier: MIT */
/* mount(8): finding the type, the loop device, and the words for what went wrong. */
#include "fs/mount.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "dev/module.h"
#include "fs/filesystems.h"
#include "fs/label.h"
#include "fs/loopdev.h"
#include "fs/probe.h"

/* Says why the mount failed: "TARGET: cause". The caller of mount_make() reads "mount: " before. */
static int explain(const char *source, const char *target, const char *type)
{
	int saved = errno;

	if (saved == ENODEV && type)
		return fail_plain("%s: unknown filesystem type '%s' (is the module loaded?)",
				  target, type);
	if (saved == EINVAL && type)
		return fail_plain("%s: wrong fs type, bad option, bad superblock on %s (tried as "
				  "%s); dmesg may say more", target, source, type);
	if (saved == EINVAL)
		return fail_plain("%s: %s is no mount point, or the options do not go together",
				  target, source);
	if (saved == ENOENT && access(target, F_OK) < 0)
		return fail_plain("%s: mount point does not exist", target);
	if (saved == ENOTDIR)
		return fail_plain("%s: mount point is not a directory", target);
	if (saved == ENOENT || saved == ENOTBLK)
		return fail_plain("%s: %s %s", target, source, saved == ENOENT ?
				  "does not exist" : "is not a block device");
	if (saved == EBUSY)
		return fail_plain("%s: %s already mounted or mount point busy", target, source);
	if ((saved == EPERM || saved == EACCES) && geteuid() != 0)
		return fail_plain("%s: only root can mount", target);
	errno = saved;
	return fail("%s: %s", target, source);
}

/* One mount(2), once more read-only when the source is write-protected. */
static int call_mount(const char *source, const char *target, const char *type,
		      struct mount_options *options)
{
	const char *data = options->data.data;

	if (mount(source, target, type, options->flags, data) == 0)
		return 0;
	if (errno == ENODEV && type) {
		if (module_load(type, NULL) == 0 &&
		    mount(source, target, type, options->flags, data) == 0)
			return 0;
		if (!filesystems_has(type))
			errno = ENODEV;
	}
	if ((errno == EROFS || errno == EACCES) && !(options->flags & MS_RDONLY) &&
	    !options->read_write &&
	    mount(source, target, type, options->flags | MS_RDONLY, data) == 0) {
		options->flags |= MS_RDONLY;
		options->fell_back = true;
		return 0;
	}
	return -1;
}

/* Nothing the table of magics knows: try what the kernel has, as mount(8) does. */
static int mount_any_type(const char *source, const char *target, enum image_kind kind,
			  struct mount_options *options)
{
	char type[64];

	for (unsigned i = 0; filesystems_block(i, type); i++) {
		if (call_mount(source, target, type, options) == 0)
			return 0;
		if (errno == EPERM || errno == EACCES || errno == EBUSY || errno == ENOENT)
			return explain(source, target, type);
	}
	return fail_plain("%s: no file system found on %s: it looks like %s", target, source,
			  probe_name(kind));
}

static int mount_found_type(const char *source, const char *target, struct mount_options *options)
{
	int fd = open(source, O_RDONLY | O_CLOEXEC);
	enum image_kind kind;
	int result;

	if (fd < 0)
		return errno == ENOENT ? fail_plain("%s: special device %s does not exist", target,
						    source) : fail("%s: open %s", target, source);
	result = probe_fd(fd, source, &kind);
	close(fd);
	if (result < 0)
		return fail_in("%s", target);
	if (!probe_mount_type(kind))
		return mount_any_type(source, target, kind, options);
	if (call_mount(source, target, probe_mount_type(kind), options) < 0)
		return explain(source, target, probe_mount_type(kind));
	return 0;
}

/* The first type of a list like "ext4,squashfs" that does it. */
static int mount_listed(const char *source, const char *target, const char *types,
			struct mount_options *options)
{
	char *copy = xstrdup(types), *rest, *type = strtok_r(copy, ",", &rest);
	int result = -1;

	for (; type && result < 0; type = strtok_r(NULL, ",", &rest)) {
		result = call_mount(source, target, type, options);
		if (result < 0)
			explain(source, target, type);
	}
	free(copy);
	return result;
}

static bool is_regular(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* Put a loop device in the place of the file. Returns its descriptor or negative. */
static int attach_loop(const char *source, struct mount_options *options, char device[32])
{
	bool read_only = options->flags & MS_RDONLY;

	if (options->loop_device) {
		text_copy(device, 32, options->loop_device);
		return loopdev_attach_to(device, source, read_only, options->offset,
					 options->size_limit, true);
	}
	return loopdev_attach(source, read_only, options->offset, options->size_limit, true,
			      device);
}

static int mount_plain(const char *source, const char *target, const char *type,
		       struct mount_options *options)
{
	bool found = !type || strcmp(type, "auto") == 0;

	if (options->flags & (MS_BIND | MS_MOVE | MS_REMOUNT))
		type = NULL;
	else if (found)
		return mount_found_type(source, target, options);
	else if (strchr(type, ','))
		return mount_listed(source, target, type, options);
	if (call_mount(source, target, type, options) < 0)
		return explain(source, target, type);
	return 0;
}

/* What a download left in the image's place is seen in the file better than in its blocks. */
static int check_file(const char *source, const char *target)
{
	int fd = open(source, O_RDONLY | O_CLOEXEC), result;
	enum image_kind kind;

	if (fd < 0)
		return fail("%s: open %s", target, source);
	result = probe_fd(fd, source, &kind);
	close(fd);
	if (result < 0)
		return fail_in("%s", target);
	if (kind == IMAGE_UNKNOWN || probe_mount_type(kind) || kind == IMAGE_EFI)
		return 0;
	return fail_plain("%s: no file system found on %s: it looks like %s", target, source,
			  probe_name(kind));
}

/* A file gets a loop device where its type is of block devices or yet to be found. */
static bool wants_loop(const char *source, const char *type, const struct mount_options *options)
{
	if (options->flags & (MS_BIND | MS_MOVE | MS_REMOUNT))
		return false;
	return options->loop || (is_regular(source) && (!type || strcmp(type, "auto") == 0 ||
						       !filesystems_is_virtual(type)));
}

static int set_propagation(const char *target, const struct mount_options *options)
{
	if (options->propagation && mount("none", target, NULL, options->propagation, NULL) < 0)
		return explain("propagation", target, NULL);
	return 0;
}

int mount_with(const char *source, const char *target, const char *type,
	       struct mount_options *options)
{
	char device[64], loop_device[32];
	int loop = -1, result;

	if (options->propagation && !source)
		return set_propagation(target, options);
	if (!source)
		source = "none";
	if (label_is_tag(source)) {
		if (label_find(source, device) < 0)
			return fail_in("%s", target);
		source = device;
	}
	if (wants_loop(source, type, options)) {
		if (!type && !options->offset && check_file(source, target) < 0)
			return -1;
		loop = attach_loop(source, options, loop_device);
		if (loop < 0)
			return fail_in("%s", target);
		source = loop_device;
	}
	result = mount_plain(source, target, type, options);
	/* bind with ro or the like takes a second call: mount(2), "Creating a bind mount". */
	if (result == 0 && (options->flags & MS_BIND) && !(options->flags & MS_REMOUNT) &&
	    (options->flags & ~(MS_BIND | MS_REC)) &&
	    mount(NULL, target, NULL, options->flags | MS_REMOUNT, NULL) < 0)
		result = fail("remount %s", target);
	if (result == 0)
		result = set_propagation(target, options);
	/* Mounted or not, the autoclear device now depends on the mount alone. */
	close_fd(&loop);
	return result;
}

int mount_make(const char *source, const char *target, const char *type, const char *options)
{
	struct mount_options parsed = { 0 };
	char *text = xstrdup(options ? options : "");
	int result = mount_options_parse(&parsed, text);

	if (result == 0)
		result = mount_with(source, target, type, &parsed);
	mount_options_free(&parsed);
	free(text);
	return result < 0 ? fail_in("mount") : 0;
}
