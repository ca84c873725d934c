/* SPDX-License-Identifier: MIT */
/* The look before the jump as a step: kernel and initrd in memory, the card in /sys. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/boot_card.h"
#include "boot/boot_check.h"
#include "boot/in_root.h"
#include "boot/initrd_modules.h"
#include "boot/ipxe_nic.h"
#include "boot/kernel.h"
#include "boot/steps.h"
#include "core/error.h"
#include "core/io.h"
#include "fs/mount.h"
#include "http/url.h"

struct check {
	struct ramroot *ramroot;
	struct initrd_look look;
	struct boot_facts facts;
	struct boot_findings findings;
	char version[128], card[16];
};

static void read_version(struct check *check)
{
	char *head = xmalloc(KERNEL_HEAD);
	ssize_t length = pread(check->ramroot->kernel_fd, head, KERNEL_HEAD, 0);

	if (length <= 0 ||
	    !kernel_version(head, length, check->version, sizeof(check->version)))
		check->version[0] = '\0';
	free(head);
}

static bool is_remote(const struct boot_files *files)
{
	bool remote = !url_is_local(files->kernel);

	for (size_t i = 0; i < files->initrd_count; i++)
		remote |= !url_is_local(files->initrds[i].name);
	return remote;
}

/* The card that is named, or that the files came by. */
static void find_card(struct check *check)
{
	struct ramroot *ramroot = check->ramroot;
	const char *device = ramroot->request->device;
	struct link link;

	if (!device && ramroot->lease.interface[0])
		device = ramroot->lease.interface;
	if (!device && is_remote(&ramroot->files)) {
		if (ipxe_nic_find("netX", &link) == 0)
			device = link.name;
		fail_clear();
	}
	if (!device)
		return;
	text_copy(check->card, sizeof(check->card), device);
	check->facts.card = check->card;
	boot_card_devices(check->card, &check->facts);
}

/* A pass over the initrd in memory; the image called copy_name goes to copy_fd. */
static int read_initrd(struct check *check, const char *copy_name, int copy_fd)
{
	int fd = check->ramroot->initrd_fd, result;
	off_t length = lseek(fd, 0, SEEK_END);
	void *bytes;

	initrd_look_free(&check->look);
	check->look = (struct initrd_look){ .copy_fd = copy_fd, .copy_name = copy_name };
	text_copy(check->look.version, sizeof(check->look.version), check->version);
	if (length <= 0)
		return fail_plain("the initrd is empty");
	bytes = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, 0);
	if (bytes == MAP_FAILED)
		return fail("look into the initrd");
	result = initrd_look(&check->look, bytes, length);
	munmap(bytes, length);
	if (result < 0)
		return fail_in("the initrd");
	if (check->look.copy_error) {
		errno = check->look.copy_error;
		return fail("copy %s", copy_name);
	}
	return result;
}

/* As a path of the whole root, or of a store's top. */
static bool is_within(const char *folder, const char *init)
{
	int fd = in_root_open(folder, init);

	if (fd < 0 && text_starts_with(init, "/nix/store/"))
		fd = in_root_open(folder, init + strlen("/nix/store/"));
	fail_clear();
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

/* Mount the image, from where it lies in the initrd or from a copy, and look. */
static void look_into(struct check *check, const struct initrd_image *image, int fd,
		      const char *init)
{
	char folder[] = "/tmp/ramroot-look-XXXXXX";
	char *source = xasprintf("/proc/self/fd/%d", fd);
	char *options = xasprintf("ro,loop,offset=%llu,sizelimit=%llu",
				  (unsigned long long)MAX(image->offset, 0),
				  (unsigned long long)image->size);

	/* Who may not mount, or lacks the driver, does not know: that is no finding. */
	if (make_folders("/tmp") == 0 && mkdtemp(folder)) {
		if (mount_make(source, folder, probe_mount_type(image->kind), options) == 0) {
			check->facts.image_init = is_within(folder, init) ? INIT_IS_THERE :
									    INIT_IS_NOT_THERE;
			umount2(folder, MNT_DETACH);
		}
		rmdir(folder);
	}
	fail_clear();
	free(source);
	free(options);
}

static int find_in_image(struct check *check)
{
	char *init = boot_check_init(&check->facts);
	struct initrd_image image;
	int fd = -1, result = 0;

	if (!init || !check->look.image_count) {
		free(init);
		return 0;
	}
	image = check->look.images[0];
	image.name = xstrdup(image.name);
	if (image.offset >= 0)
		look_into(check, &image, check->ramroot->initrd_fd, init);
	else if (check_memory(image.name, image.size, 2 * image.size) == 0 &&
		 (fd = memfd_create("image", MFD_CLOEXEC)) >= 0) {
		result = read_initrd(check, image.name, fd);
		if (result == 0)
			look_into(check, &image, fd, init);
	}
	fail_clear();
	close_fd(&fd);
	free(image.name);
	free(init);
	return result;
}

/* All that can be known, then what follows of it. */
static int find_out(struct check *check)
{
	int result = 0;

	check->facts.look = NULL;
	if (check->ramroot->initrd_fd > 0) {
		result = read_initrd(check, NULL, -1);
		check->facts.look = &check->look;
		if (result == 0)
			result = find_in_image(check);
	}
	if (result == 0)
		boot_check(&check->facts, &check->findings);
	return result;
}

static int refuse(struct check *check)
{
	const char *lacks = check->findings.lacks.data;
	bool modules = check->findings.module_count;

	return fail_plain("the initrd lacks %s%s%s%s", lacks,
			  modules ? ": --add-modules DIR adds modules" : "",
			  modules && check->version[0] ? " of " : "",
			  modules ? check->version : "");
}

/* What is lacking is added when there is where from, and looked for once more. */
static int mend(struct check *check)
{
	const struct ramroot_request *request = check->ramroot->request;
	int added;

	if (!check->findings.lacks.length)
		return 0;
	if (!request->add_modules || !check->findings.module_count)
		return refuse(check);
	added = initrd_modules_append(check->ramroot->initrd_fd, request->add_modules,
				      &check->facts, &check->findings);
	if (added < 0)
		return -1;
	buffer_free(&check->findings.lacks);
	if (find_out(check) != 0)
		return -1;
	if (check->findings.lacks.length)
		return refuse(check);
	plan_note(&check->ramroot->plan, "%d modules added", added);
	return 0;
}

static int say_force(void)
{
	char *text = xstrdup(fail_text());

	fail_plain("%s; --force goes on without", text);
	free(text);
	return -1;
}

static int judge(struct check *check, struct plan *plan, int result)
{
	const struct ramroot_request *request = check->ramroot->request;
	bool goes_on = request->force ||
		       (result < 0 && check->findings.card_alone && !request->check_only);

	if (result == 0)
		return 0;
	if (result < 0 && !goes_on)
		return request->check_only ? -1 : say_force();
	plan_note(plan, "%s", fail_text());
	if (result < 0)
		fprintf(stderr, "%s: %s\n", program_name, plan_now(plan)->note);
	fail_clear();
	return 0;
}

static int look_before(void *data, struct plan *plan)
{
	struct check *check = xcalloc(1, sizeof(*check));
	int result;

	check->ramroot = data;
	check->facts.cmdline = check->ramroot->files.cmdline;
	check->facts.version = check->version;
	read_version(check);
	find_card(check);
	plan_note(plan, "%s%snothing is missing", check->version, check->version[0] ? ": " : "");
	result = find_out(check);
	if (result == 0)
		result = mend(check);
	result = judge(check, plan, result);
	buffer_free(&check->findings.lacks);
	initrd_look_free(&check->look);
	free(check);
	return result;
}

void add_check_step(struct ramroot *ramroot)
{
	plan_add(&ramroot->plan, "check", look_before);
}
