/* SPDX-License-Identifier: MIT */
/* boot/ipxe: the language as iPXE's ROM has it, by a world that is made of two arrays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe.h"
#include "core/error.h"
#include "core/text.h"
#include "mutate.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static struct {
	struct buffer out;
	const char *files[8][2];	/* URL, text */
	const char *choice;		/* label to be chosen; NULL: Esc */
	int key;
} world;

static const char *file(const char *url)
{
	for (size_t i = 0; i < ARRAY_SIZE(world.files) && world.files[i][0]; i++) {
		if (strcmp(world.files[i][0], url) == 0)
			return world.files[i][1];
	}
	fail_plain("HTTP 404 Not Found");
	return NULL;
}

static int fetch_file(void *data, const char *url, unsigned timeout_ms, struct buffer *text,
		      char **moved)
{
	const char *found = file(url);

	(void)data;
	(void)timeout_ms;
	if (!found)
		return -1;
	if (strcmp(url, "http://h/moved") == 0)
		*moved = xstrdup("http://h/d/e/moved");
	buffer_text(text, found);
	return !ipxe_is_script(found, strlen(found));
}

static int probe_file(void *data, const char *url, unsigned timeout_ms, uint64_t *size)
{
	const char *found = file(url);

	(void)data;
	(void)timeout_ms;
	if (found)
		*size = strlen(found);
	return found ? 0 : -1;
}

static void print(void *data, const char *text)
{
	(void)data;
	buffer_text(&world.out, text);
}

static bool setting(void *data, const char *name, struct ipxe_value *value)
{
	(void)data;
	if (strcmp(name, "mac") != 0 && strcmp(name, "net0/mac") != 0)
		return false;
	buffer_add(&value->raw, "\x52\x54\0\x12\x34\x56", 6);
	value->type = "hex";
	text_copy(value->block, sizeof(value->block), "net0");
	return true;
}

static int choose(void *data, const struct ipxe_menu *menu, size_t at, unsigned timeout_ms)
{
	(void)data;
	buffer_format(&world.out, "menu '%s' at %s, %u ms\n", menu->title, menu->items[at].label,
		      timeout_ms);
	for (size_t i = 0; world.choice && i < menu->count; i++) {
		if (menu->items[i].label && strcmp(menu->items[i].label, world.choice) == 0)
			return i;
	}
	return IPXE_CANCELLED;
}

static int key(void *data, const char *text, unsigned timeout_ms)
{
	(void)data;
	(void)text;
	return timeout_ms ? IPXE_TIMED_OUT : world.key;
}

static int boot(void *data, const struct ipxe_boot *what)
{
	(void)data;
	buffer_format(&world.out, "kernel %s\n", what->kernel->url);
	for (size_t i = 0; i < what->initrd_count; i++)
		buffer_format(&world.out, "initrd %s\n", what->initrds[i]->url);
	buffer_format(&world.out, "cmdline %s\n", what->cmdline);
	return 0;
}

static const struct ipxe_host host = {
	.fetch = fetch_file, .probe = probe_file, .print = print, .setting = setting,
	.choose = choose, .key = key, .boot = boot,
};

/* Run the script at http://h/d/s.ipxe; its output and, behind it, its status must be these. */
static void expect(const char *script, const char *output)
{
	struct ipxe *ipxe = ipxe_new(&host);
	struct buffer text = { 0 };
	int status;

	buffer_free(&world.out);
	buffer_format(&text, "#!ipxe\n%s", script);
	status = ipxe_run_text(ipxe, text.data, text.length, "http://h/d/s.ipxe");
	if (status)
		buffer_format(&world.out, "= %d", status);
	assert_string_equal(world.out.data ? world.out.data : "", output);
	buffer_free(&world.out);
	buffer_free(&text);
	ipxe_free(ipxe);
}

static void words_and_operators(void **state)
{
	(void)state;
	expect("set a 1 && set b \necho [${a}] [${b}] # comment\n", "[1] []\n");
	expect("set x a  &&  b\necho no\n", "= -1");
	expect("set op &&\necho 1 ${op} echo 2\n", "1  echo 2\n");
	expect("set x two words\niseq ${x} two ||\nisset ${x} && echo yes\n", "yes\n");
	expect("iseq a b || echo or\niseq a b && echo and ||\necho end\n", "or\nend\n");
	expect("iseq a b &&\necho no\n", "= -1");
	expect("iseq a b ; echo ;\necho a#b;c&&d\n", "\na#b;c&&d\n");
	expect("echo one \\\n  two\necho end\n", "one two\nend\n");
	expect("echo -n a\necho a -n\n", "aa -n\n");
	expect("isset x && echo yes\n", "yes\n");
	expect("isset ${x} || echo no\n", "no\n");
	expect("nonsense || echo ${errno}\n", "0x2e022001\n");
	expect("echo a\necho b\\", "a\n= -1");
}

static void gotos_and_labels(void **state)
{
	(void)state;
	expect("goto a\necho no\n:a echo here\n:a echo also\n", "here\nalso\n");
	expect("set l a\ngoto ${l} && echo no\n:${l} echo no\n:a echo yes\n", "yes\n");
	expect("goto nowhere || echo none\ngoto nowhere\n", "none\n= -1");
	expect("set i:int32 0\n:loop inc i\niseq ${i} 3 || goto loop\necho ${i}\n", "3\n");
	expect(":loop goto loop\n", "= -1");
	assert_non_null(strstr(fail_text(), "s.ipxe:2: "));
	expect("exit 3\necho no\n", "= 3");
}

static void settings(void **state)
{
	(void)state;
	expect("set a b\nset ab c\necho ${a${a}}\n", "c\n");
	expect("set s 12\necho ${s:int32} ${s:uint16} ${s:hex} ${s:hexhyp} ${s:hexraw}\n",
	       "12594 0x3132 31:32 31-32 3132\n");
	expect("set n:int8 300\necho ${n} ${n:uint8}\ninc n 2\necho ${n}\n", "44 0x2c\n46\n");
	expect("set s 12\ninc s || echo failed\necho ${s}\n", "failed\n12\n");
	expect("inc new\necho ${new}\nshow new\n", "1\nnew:int32 = 1\n");
	expect("set x y\nset x\necho [${x}]\nshow x || echo gone\n", "[]\ngone\n");
	expect("set 12:string box\nshow hostname\n", "hostname:string = box\n");
	expect("set blk/x 1\necho ${x} ${blk/x} [${other/x}]\n", "1 1 []\n");
	expect("echo ${mac} ${net0/mac:hexhyp}\nset mac 01:02\necho ${mac}\n",
	       "52:54:00:12:34:56 52-54-00-12-34-56\n01:02\n");
	expect("set u a b/c?\necho ${u:uristring} ${u:base64}\n", "a%20b%2Fc%3F YSBiL2M/\n");
	expect("set a:ipv4 10.0.0.1\necho ${a} ${a:hexraw}\nset a:ipv4 x || echo bad\n",
	       "10.0.0.1 0a000001\nbad\n");
	expect("set g:hexraw 00112233445566778899aabbccddeeff\necho ${g:uuid} ${g:guid}\n",
	       "00112233-4455-6677-8899-aabbccddeeff 33221100-5544-7766-8899-aabbccddeeff\n");
	expect("set d:hexraw 247b643a737472696e677d\necho ${d:string}\n", "= -1");
}

static void images(void **state)
{
	(void)state;
	memcpy(world.files, (const char *[][2]){
		{ "http://h/d/k", "\1" }, { "http://h/d/i", "\1" }, { "http://h/i2", "\1" },
	}, sizeof(const char *[3][2]));
	expect("set cmdline x=1\nkernel k a ${cmdline}\ninitrd i\ninitrd ../i2 /path\nboot\n",
	       "kernel http://h/d/k\ninitrd http://h/d/i\ninitrd http://h/i2\ncmdline a x=1\n");
	expect("initrd i\nkernel --name kk k a\nimgargs kk b c\nimgfree i\nboot\necho no\n",
	       "kernel http://h/d/k\ncmdline b c\n");
	expect("kernel gone\n", "= -1");
	assert_string_equal(fail_text(),
			    "s.ipxe:2: kernel http://h/d/gone: HTTP 404 Not Found");
	expect("boot\necho after\n", "after\n");
	expect("imgfetch --name n k\nkernel n x\nboot\n", "kernel http://h/d/k\ncmdline x\n");
	expect("chain k y\n", "kernel http://h/d/k\ncmdline y\n");
	memset(world.files, 0, sizeof(world.files));
}

static void chains(void **state)
{
	(void)state;
	memcpy(world.files, (const char *[][2]){
		{ "http://h/d/e/c.ipxe", "#!ipxe\necho child ${cwuri}\nset v 1\nexit 2\n" },
		{ "http://h/d/r", "#!ipxe\necho replaced\n" },
		{ "http://h/d/s.ipxe", "#!ipxe\nchain s.ipxe\n" },
		{ "http://h/d/text", "only text" },
		{ "http://h/d/bad", "#!ipxe\n\nfoo\n" },
		{ "http://h/d/k", "\1" },
		{ "http://h/moved", "#!ipxe\necho ${cwuri}\nchain c.ipxe ||\nimgstat\n" },
	}, sizeof(const char *[7][2]));
	expect("chain /moved\n", "http://h/d/e/moved\nchild http://h/d/e/c.ipxe\n"
	       "c.ipxe : 42 bytes [script]\n");
	expect("chain e/c.ipxe || echo back ${cwuri} ${v}\ngoto child ||\n",
	       "child http://h/d/e/c.ipxe\nback http://h/d/s.ipxe 1\n");
	expect("chain --replace r\necho no\n", "replaced\n");
	expect("chain text\n", "kernel http://h/d/text\ncmdline \n");
	expect("chain s.ipxe\n", "= -1");
	expect("chain bad\n", "= -1");
	assert_string_equal(fail_text(), "bad:3: foo: command not found");
	expect("chain r\nkernel k\nimgstat\nboot\n",
	       "replaced\nr : 21 bytes [script]\nk : 1 bytes [SELECTED]\n"
	       "kernel http://h/d/k\ninitrd http://h/d/r\ncmdline \n");
	memset(world.files, 0, sizeof(world.files));
}

static void menus(void **state)
{
	static const char menu[] = "menu A title\nitem one First\nitem --gap -- -----\n"
				   "item -d -k x two Second\n";
	char *script = xasprintf("%schoose v && echo ${v} || echo esc\nchoose v || echo none\n",
				 menu);

	(void)state;
	world.choice = "one";
	expect(script, "menu 'A title' at two, 0 ms\none\nnone\n");
	world.choice = NULL;
	expect(script, "menu 'A title' at two, 0 ms\nesc\nnone\n");
	free(script);
	script = xasprintf("%schoose --keep --default nope --timeout 5000 v ||\nchoose v ||\n",
			   menu);
	expect(script, "menu 'A title' at one, 5000 ms\nmenu 'A title' at two, 0 ms\n");
	free(script);
	expect("menu\nitem --gap x\nchoose v || echo nothing\n", "nothing\n");
	world.key = 'x';
	expect("prompt --key y go || echo other\nprompt --key x --set k go && echo ${k}\n"
	       "prompt --timeout 10 go || echo late\n", "other\n0x78\nlate\n");
}

/* Whatever a script's bytes are, it ends, and nothing is read or left where it should not. */
static void damaged(void **state)
{
	static const char seed[] =
		"#!ipxe\n:a set x:int8 5 && inc x ${x:uint8} || goto b\nset y:hex 24:7b:79\\\n:7d\n"
		"menu A\nitem --key y l t\nitem --gap -- -\nchoose --timeout 5 v && goto ${v}\n"
		":b isset ${net0/mac:hexhyp} && show z:uuid || imgfetch --name n k a ; chain r\n"
		"imgargs n q\nimgstat ${a${b}}\nprompt --key 0x02 --set k x\nset z:base64 QUI=\n"
		"set w:ipv6 ::1\necho ${z:string} ${y:string} ${w:ipv4} ${w:guid} ${u:busdevfn}\n"
		"kernel --name m k -- x\ninitrd i /p mode=755 # c\nimgfree n\nread r\nboot m ||\n"
		"iseq ${errno} 1 || goto a\nexit ${x}\n";

	(void)state;
	memcpy(world.files, (const char *[][2]){
		{ "http://h/d/k", "\1" }, { "http://h/d/i", "\1" },
		{ "http://h/d/r", "#!ipxe\necho r\n" },
	}, sizeof(const char *[3][2]));
	for (unsigned i = 0; i < 3000; i++) {
		struct ipxe *ipxe = ipxe_new(&host);
		size_t length;
		char *script = mutate(seed, sizeof(seed) - 1, &length);

		world.choice = i % 2 ? "l" : NULL;
		ipxe_run_text(ipxe, script, length, i % 3 ? "http://h/d/s.ipxe" : NULL);
		buffer_free(&world.out);
		free(script);
		ipxe_free(ipxe);
	}
	memset(world.files, 0, sizeof(world.files));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_operators),
		cmocka_unit_test(gotos_and_labels),
		cmocka_unit_test(settings),
		cmocka_unit_test(images),
		cmocka_unit_test(chains),
		cmocka_unit_test(menus),
		cmocka_unit_test(damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
