/*
 * libdeflate's compressor for WebAssembly, with what an archive of large files needs and libdeflate has no call for: a
 * part that follows another (matches reach back into the bytes before it) and that is followed by one (it ends on a
 * byte, and no block is the last). The changes to libdeflate itself are in libdeflate.patch; scripts/wasm.mjs builds.
 */
#include "lib/utils.c"
#include "lib/deflate_compress.c"

#define EXPORT(name) __attribute__((export_name(name)))

#include "crc64.c"

extern unsigned char __heap_base;
static size_t top;

/* Memory that is never given back: one compressor for a level, and the room for input and output. */
EXPORT("take") void *take(size_t bytes)
{
	const size_t start = ((top ? top : (size_t)&__heap_base) + 63) & ~(size_t)63;
	const size_t end = start + bytes;
	const size_t have = __builtin_wasm_memory_size(0) << 16;

	if (end > have && __builtin_wasm_memory_grow(0, (end - have + 65535) >> 16) == (size_t)-1)
		return NULL;
	top = end;
	return (void *)start;
}

static void keep(void *at)
{
	(void)at;
}

/* A compressor for a level from 1 to 12; 0 when there is no memory. */
EXPORT("compressor") struct libdeflate_compressor *compressor(int level)
{
	libdeflate_set_memory_allocator(take, keep);
	return libdeflate_alloc_compressor(level);
}

/* Up to here it costs less to take back what one input put into the hash chains than to clear them. Bytes. */
#define SHORT 4096

/* Leaves the hash chains of the levels 2 to 9 clean: every position that can have been put in is taken out. */
static void forget(struct libdeflate_compressor *c, const u8 *in, size_t length)
{
	struct hc_matchfinder *mf = &c->p.g.hc_mf;

	/* The hash of the first position is not computed. */
	mf->hash3_tab[0] = mf->hash4_tab[0] = MATCHFINDER_INITVAL;
	for (size_t at = 0; at + 4 <= length; at++) {
		const u32 bytes = get_unaligned_le32(in + at);

		mf->hash3_tab[lz_hash(bytes & 0xFFFFFF, HC_MATCHFINDER_HASH3_ORDER)] = MATCHFINDER_INITVAL;
		mf->hash4_tab[lz_hash(bytes, HC_MATCHFINDER_HASH4_ORDER)] = MATCHFINDER_INITVAL;
	}
	c->is_clean = true;
}

/*
 * Deflates `length` bytes at `in`; `before` bytes (at most 32 KiB) in front of them are what the decoder has seen last.
 * With `more`, an empty stored block ends the part on a byte (RFC 1951, 3.2.4). Answers the bytes written to `out`; 0
 * when they would be more than `room`, or the input is so short that storing it is no worse.
 */
EXPORT("deflate") size_t deflate(struct libdeflate_compressor *c, const u8 *in, size_t before, size_t length, u8 *out,
				 size_t room, bool more)
{
	struct deflate_output_bitstream os = { .next = out, .end = out + room };

	if (length <= c->max_passthrough_size)
		return 0;
	/* The binary trees look a whole match ahead, which must not be past the end. */
	c->num_bytes_before = length < DEFLATE_MAX_MATCH_LEN ? 0 : before;
	c->more_follows = more;
	(*c->impl)(c, in, length, &os);
	if (length <= SHORT && !c->num_bytes_before && c->compression_level >= 2 && c->compression_level <= 9)
		forget(c, in, length);
	if (os.overflow || os.end - os.next < 6)
		return 0;
	if (!more) {
		if (os.bitcount)
			*os.next++ = os.bitbuf;
		return os.next - out;
	}
	/* At most seven bits wait, and the block's header has three. */
	*os.next++ = os.bitbuf;
	if (os.bitcount > 5)
		*os.next++ = 0;
	put_unaligned_le32(0xFFFF0000, os.next);
	return os.next + 4 - out;
}
