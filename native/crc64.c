/*
 * CRC-64/XZ: the reflected polynomial 0xC96C5795D7870F42, sixteen bytes a turn. What Function Compute compares, see
 * src/archive/crc64.ts.
 */
#define CRC64_TABLES 16
#define CRC64_ROOM 65536

static u64 crc64_table[CRC64_TABLES][256];
static u8 crc64_room[CRC64_ROOM];

/* Where up to 64 KiB are put that the next call sums. */
EXPORT("crc64_input") u8 *crc64_input(void)
{
	return crc64_room;
}

static void crc64_fill(void)
{
	for (unsigned byte = 0; byte < 256; byte++) {
		u64 value = byte;

		for (int bit = 0; bit < 8; bit++)
			value = (value >> 1) ^ (value & 1 ? 0xC96C5795D7870F42 : 0);
		crc64_table[0][byte] = value;
	}
	for (unsigned table = 1; table < CRC64_TABLES; table++)
		for (unsigned byte = 0; byte < 256; byte++) {
			const u64 value = crc64_table[table - 1][byte];

			crc64_table[table][byte] = (value >> 8) ^ crc64_table[0][value & 0xFF];
		}
}

static u64 crc64_word(u64 word, int first)
{
	u64 sum = 0;

	for (int at = 0; at < 8; at++)
		sum ^= crc64_table[first - at][(word >> (8 * at)) & 0xFF];
	return sum;
}

/* Goes on with `crc` (not yet inverted) over the first `length` bytes of the room. */
EXPORT("crc64") u64 crc64(u64 crc, size_t length)
{
	const u8 *next = crc64_room;

	if (!crc64_table[0][1])
		crc64_fill();
	for (; length >= 16; length -= 16, next += 16)
		crc = crc64_word(get_unaligned_le64(next) ^ crc, 15) ^ crc64_word(get_unaligned_le64(next + 8), 7);
	while (length--)
		crc = (crc >> 8) ^ crc64_table[0][(crc ^ *next++) & 0xFF];
	return crc;
}
