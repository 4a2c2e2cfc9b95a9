package trade

// Apart is apart, for the tests.
var Apart = apart
