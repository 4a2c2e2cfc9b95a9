// Package store keeps a bundle's files on disk: private, written whole or not
// at all, under a lock, with a schema version that is upgraded when it is old.
// It knows nothing of what the files mean.
package store

// tempPattern names temporary files so that a later run can recognise and
// remove what a killed one left.
const tempPattern = ".tradecase-*.tmp"
