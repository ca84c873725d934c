/* SPDX-License-Identifier: MIT */
/*
 * net/dns_message: an answer to one question, names that point in circles among its records.
 * uses: net core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/dns_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t question[512], *message = malloc(size + 1);
	int length = dns_question(question, 0x4142, "name.test", DNS_ANY);
	struct dns_record record;
	struct dns_answer answer;
	unsigned records = 0;

	/* Number and question as they were asked; the header's rest is the answer's own. */
	memcpy(message, data, size);
	if (size >= (size_t)length) {
		memcpy(message, question, 2);
		memcpy(message + 12, question + 12, length - 12);
	}
	if (dns_open(message, size, question, length, &answer)) {
		while (dns_next(&answer, &record)) {
			if (++records > 65535 || strlen(record.name) >= sizeof(record.name) ||
			    strlen(record.text) >= sizeof(record.text))
				abort();
		}
	}
	free(message);
	return 0;
}
