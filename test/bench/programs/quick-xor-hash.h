/*
 * QuickXorHash of pieces that come in any order: byte i is XORed into 160 bits at (11 * i) mod 160, so that rows of 160
 * bytes lie over each other and are folded once, at the end (Microsoft's published algorithm).
 */
#ifndef QUICK_XOR_HASH_H
#define QUICK_XOR_HASH_H

#include <stdint.h>
#include <string.h>

enum { XOR_ROW = 160, XOR_BYTES = 20 };

struct quick_xor {
  uint64_t row[XOR_ROW / 8];
};

/* The bytes of a file from `offset` on. */
static inline void quick_xor_add(struct quick_xor *hash, uint64_t offset, const uint8_t *bytes, size_t length) {
  uint8_t *row = (uint8_t *)hash->row;
  size_t at = offset % XOR_ROW;
  while (length > 0 && at != 0) {
    row[at] ^= *bytes++;
    at = (at + 1) % XOR_ROW;
    length--;
  }
  for (; length >= XOR_ROW; length -= XOR_ROW, bytes += XOR_ROW)
    for (int i = 0; i < XOR_ROW / 8; i++) {
      uint64_t word;
      memcpy(&word, bytes + i * 8, 8);
      hash->row[i] ^= word;
    }
  for (size_t i = 0; i < length; i++) row[i] ^= bytes[i];
}

/* What two parts of a file come to together. */
static inline void quick_xor_join(struct quick_xor *hash, const struct quick_xor *other) {
  for (int i = 0; i < XOR_ROW / 8; i++) hash->row[i] ^= other->row[i];
}

/* As Graph writes it: base64 of 20 bytes, with the length XORed into the last eight. `text`: 29 bytes. */
static inline void quick_xor_text(const struct quick_xor *hash, uint64_t length, char *text) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const uint8_t *row = (const uint8_t *)hash->row;
  uint8_t out[XOR_BYTES + 1] = {0};
  for (int i = 0; i < XOR_ROW; i++) {
    int bit = i * 11 % 160;
    out[bit / 8] ^= (uint8_t)(row[i] << bit % 8);
    if (bit % 8 != 0) out[(bit / 8 + 1) % XOR_BYTES] ^= (uint8_t)(row[i] >> (8 - bit % 8));
  }
  for (int i = 0; i < 8; i++) out[12 + i] ^= (uint8_t)(length >> (8 * i));
  for (int i = 0; i < 7; i++) {
    uint32_t three = out[i * 3] << 16 | out[i * 3 + 1] << 8 | out[i * 3 + 2];
    for (int k = 0; k < 4; k++) *text++ = digits[three >> (18 - 6 * k) & 63];
  }
  text[-1] = '=';
  *text = 0;
}

#endif
