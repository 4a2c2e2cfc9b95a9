package archive

// Private gives the reason for which a file of that base name and with that
// beginning never enters a bundle (a wallet, a key, a database), or "".
func Private(name string, head []byte) string {
	if why := privateName(name); why != "" {
		return why
	}
	return privateContent(head)
}

// IsImage reports whether a file begins like an image that is accepted: PNG,
// JPEG, GIF, WebP, BMP.
func IsImage(head []byte) bool { return isImage(head) }

// IsText reports whether a file begins like a text: UTF-8, UTF-16 or an old
// code page.
func IsText(head []byte) bool { return isText(head) }
