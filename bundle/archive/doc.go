// Package archive reads whatever a trader sends, safely, and writes zips in
// parallel.
//
// Reading walks a folder, a file or an archive (zip, 7z, rar, tar, gz, bz2,
// xz, zst, and one inside the other) and hands every Bisq log and every image
// in it to the caller as a stream. Formats, logs and images are recognised by
// their content, never by their name. Wallets, keys, databases and everything
// in Bisq's private folders are listed as skipped and never handed on. All
// bytes are counted as they are really read, never as a header claims.
//
// Before a reader of a third party sees an archive, its directory is walked
// here with bounded memory: too many entries, passwords, missing parts,
// unknown methods and dictionaries that would not fit into memory are refused
// first. A panic on hostile bytes becomes an error.
package archive
