// Shares of a debit: floor(held x debit / total) and what is left over, in 128 bits with a product of 256.
#pragma once
#include "ledger.h"

static inline u64 divide(u64 high, u64 low, u64 by, u64 *rest) {
  u64 quotient;
  __asm__("divq %4" : "=a"(quotient), "=d"(*rest) : "0"(low), "1"(high), "r"(by) : "cc");
  return quotient;
}

/* One digit of a division by two digits (the first with its top bit set): u2 u1 u0 / v1 v0, where u2 u1 < v1 v0. Leaves the rest in u1 u0. */
static inline u64 digit(u64 u2, u64 *u1, u64 *u0, u64 v1, u64 v0) {
  u64 guess, rest;
  int over = 0;
  if (u2 >= v1) {
    guess = ~0ull;
    u128 left = (((u128)u2 << 64) | *u1) - (u128)guess * v1;
    over = (left >> 64) != 0;
    rest = (u64)left;
  } else {
    guess = divide(u2, *u1, v1, &rest);
  }
  while (!over && (u128)guess * v0 > (((u128)rest << 64) | *u0)) {
    guess--;
    u64 next = rest + v1;
    over = next < rest;
    rest = next;
  }
  u128 left = (((u128)*u1 << 64) | *u0) - (u128)guess * (((u128)v1 << 64) | v0);
  *u1 = (u64)(left >> 64);
  *u0 = (u64)left;
  return guess;
}

/* held <= total, debit <= total < 2^127 */
static inline u128 share_of(u128 held, u128 debit, u128 total, u128 *rest) {
  u64 t1 = (u64)(total >> 64), t0 = (u64)total;
  if (!t1) {
    u128 product = (u128)(u64)held * (u64)debit;
    if ((u64)(product >> 64) >= t0) { /* held = debit = total only */
      *rest = 0;
      return debit;
    }
    u64 left, quotient = divide((u64)(product >> 64), (u64)product, t0, &left);
    *rest = left;
    return quotient;
  }
  int shift = __builtin_clzll(t1);
  u128 by = total << shift, more = held << shift;
  u64 h1 = (u64)(more >> 64), h0 = (u64)more, d1 = (u64)(debit >> 64), d0 = (u64)debit;
  u128 p00 = (u128)h0 * d0, p01 = (u128)h0 * d1, p10 = (u128)h1 * d0, p11 = (u128)h1 * d1;
  u128 middle = (p00 >> 64) + (u64)p01 + (u64)p10;
  u128 top = p11 + (p01 >> 64) + (p10 >> 64) + (middle >> 64);
  u64 u3 = (u64)(top >> 64), u2 = (u64)top, u1 = (u64)middle, u0 = (u64)p00;
  u64 v1 = (u64)(by >> 64), v0 = (u64)by;
  u64 high = digit(u3, &u2, &u1, v1, v0);
  u64 low = digit(u2, &u1, &u0, v1, v0);
  *rest = ((((u128)u1) << 64) | u0) >> shift;
  return ((u128)high << 64) | low;
}
