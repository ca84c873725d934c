/* SPDX-License-Identifier: MIT */
/*
 * A kernel for the oracle: a bzImage (Documentation/arch/x86/boot.rst, protocol 2.06) that writes
 * to the serial line what its loader gave it, and stops. Its own name is appended to the file.
 */
	.code16
	.globl _start
_start:
	.org	0x1f1
	.byte	1			/* setup_sects */
	.word	0			/* root_flags */
	.long	32			/* syssize, in 16 bytes */
	.word	0, 0, 0			/* ram_size, vid_mode, root_dev */
	.word	0xaa55			/* boot_flag */
	jmp	setup
	.ascii	"HdrS"
	.word	0x0206			/* version */
	.long	0			/* realmode_swtch */
	.word	0, 0			/* start_sys_seg, kernel_version */
	.byte	0, 1			/* type_of_loader, loadflags: high */
	.word	0			/* setup_move_size */
	.long	0x100000		/* code32_start */
ramdisk_image:
	.long	0
ramdisk_size:
	.long	0
	.long	0			/* bootsect_kludge */
	.word	0, 0			/* heap_end_ptr, ext_loader */
cmd_line_ptr:
	.long	0
	.long	0x37ffffff		/* initrd_addr_max */
	.long	0			/* kernel_alignment */
	.byte	0, 0
	.word	0
	.long	2047			/* cmdline_size */

/* The loader jumps here with cs at _start + 0x200 and ds at _start, which is at 0x10000. */
setup:
	cli
	lgdtl	gdt_pointer
	movl	%cr0, %eax
	orl	$1, %eax
	movl	%eax, %cr0
	ljmpl	$8, $(0x10000 + protected)

	.code32
protected:
	movl	$16, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	$0x90000, %esp
	movl	$(0x10000 + text_kernel), %esi
	call	put_text
	movl	$0x100200, %esi		/* the name, behind the first sector of the other part */
	call	put_text
	movl	$(0x10000 + text_cmdline), %esi
	call	put_text
	movl	0x10000 + cmd_line_ptr, %esi
	call	put_text
	movl	$(0x10000 + text_initrd), %esi
	call	put_text
	movl	0x10000 + ramdisk_image, %esi
	movl	0x10000 + ramdisk_size, %ecx
next:
	jecxz	done
	lodsb
	movb	%al, %bl
	shrb	$4, %al
	call	put_digit
	movb	%bl, %al
	andb	$15, %al
	call	put_digit
	decl	%ecx
	jmp	next
done:
	movl	$(0x10000 + text_end), %esi
	call	put_text
stop:
	hlt
	jmp	stop

put_text:
	lodsb
	testb	%al, %al
	jz	1f
	call	put
	jmp	put_text
1:	ret

put_digit:
	addb	$'0', %al
	cmpb	$'9', %al
	jbe	put
	addb	$('a' - '0' - 10), %al
put:
	movb	%al, %ah
	movw	$0x3fd, %dx
1:	inb	%dx, %al
	testb	$0x20, %al
	jz	1b
	movb	%ah, %al
	movw	$0x3f8, %dx
	outb	%al, %dx
	ret

text_kernel:	.asciz	"\r\nBOOT kernel "
text_cmdline:	.asciz	"\r\nBOOT cmdline "
text_initrd:	.asciz	"\r\nBOOT initrd "
text_end:	.asciz	"\r\nBOOT END\r\n"

	.balign	8
gdt:
	.quad	0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdt_pointer:
	.word	. - gdt - 1
	.long	0x10000 + gdt

	/* What is loaded at 0x100000: an empty sector, and the name. */
	.org	1024
	.fill	512, 1, 0
