/* SPDX-License-Identifier: MIT */
/* md5sum, sha1sum and their like: menus show them before they boot. What is read is what boots. */
#include <string.h>
#include <unistd.h>

#include "boot/ipxe_source.h"
#include "boot/ipxe_state.h"
#include "core/error.h"
#include "trust/digest.h"

static int digest_script(const struct ipxe_image *image, const char *algorithm, char *hex)
{
	struct digest digest;

	if (digest_begin(&digest, algorithm) < 0)
		return -1;
	digest_add(&digest, image->text.data, image->text.length);
	digest_end(&digest, hex);
	return 0;
}

static int digest_kept(struct ipxe_image *image, const char *algorithm, char *hex)
{
	if (!image->kept && (image->kept = ipxe_source_keep(image->url)) < 0) {
		image->kept = 0;
		return -1;
	}
	if (lseek(image->kept, 0, SEEK_SET) < 0)
		return fail("read %s", image->url);
	return digest_fd(image->kept, image->url, algorithm, hex);
}

/* The command's name is the algorithm's and "sum". Negative after fail(). */
int ipxe_digest(struct ipxe *ipxe, const char *command, struct ipxe_image *image)
{
	char hex[2 * DIGEST_LONGEST + 1], algorithm[16];
	int result;

	if (!CONFIG_OPENSSL)
		return fail_plain("this ramsteam is built without OpenSSL");
	text_copy(algorithm, MIN(sizeof(algorithm), strlen(command) - strlen("sum") + 1), command);
	if (!image->looked_at && ipxe_image_look(ipxe, image, 0) < 0)
		return -1;
	result = image->script ? digest_script(image, algorithm, hex)
			       : digest_kept(image, algorithm, hex);
	if (result == 0)
		ipxe_say(ipxe, "%s  %s\n", hex, image->name);
	return result;
}
