// Package logs reads Bisq 1 logs: it cuts them into entries, puts rotated
// files in order, and says which versions ran, what went wrong and which
// transactions and trades are mentioned. It reads streams and never a file
// whole; it judges nothing that the lines themselves do not say.
package logs
