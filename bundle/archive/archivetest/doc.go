// Package archivetest makes real and hostile archives for tests: with the
// programs that traders use, and by hand where no program would. It is test
// support and no part of the program.
package archivetest
