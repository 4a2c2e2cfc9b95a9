package redact

import (
	"bytes"
	"strconv"
)

// maxNumber bounds the numbers that are believed when they stand in a text.
const maxNumber = 999_999_999

// pseudonym is the token that stands for the nth value of a class.
func pseudonym(class Class, n int) string {
	return "[" + string(class) + "-" + strconv.Itoa(n) + "]"
}

// pseudonymAt recognises a token of that shape at i: ours, or another
// redaction's. size is 0 if there is none.
func pseudonymAt(d []byte, i int) (class Class, n, size int) {
	if i < 0 || i >= len(d) || d[i] != '[' {
		return "", 0, 0
	}
	for _, c := range classes {
		p := i + 1 + len(c)
		if p+2 >= len(d) || string(d[i+1:p]) != string(c) || d[p] != '-' || !digit(d[p+1]) {
			continue
		}
		for p++; p < len(d) && digit(d[p]) && n <= maxNumber; p++ {
			n = n*10 + int(d[p]-'0')
		}
		if p < len(d) && d[p] == ']' && n <= maxNumber {
			return c, n, p + 1 - i
		}
		return "", 0, 0
	}
	return "", 0, 0
}

// pseudonymEnds reports whether a pseudonym ends before i.
func pseudonymEnds(d []byte, i int) bool {
	from := max(0, i-24)
	k := bytes.LastIndexByte(d[from:i], '[')
	if k < 0 {
		return false
	}
	_, _, size := pseudonymAt(d, from+k)
	return size > 0 && from+k+size == i
}

// onlyPseudonyms reports whether d holds a pseudonym and no other letter or
// digit.
func onlyPseudonyms(d []byte) bool {
	found := false
	for i := 0; i < len(d); {
		if _, _, size := pseudonymAt(d, i); size > 0 {
			found = true
			i += size
			continue
		}
		if alnum(d[i]) || d[i] >= 0x80 {
			return false
		}
		i++
	}
	return found
}
