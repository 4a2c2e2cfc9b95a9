package explorer

// Faults lists why there may be no answer.
func Faults() []Fault {
	return []Fault{
		FaultTimeout, FaultCancelled, FaultUnreachable, FaultOnion, FaultTor, FaultRateLimited, FaultServer, FaultRefused,
		FaultUnsupported, FaultMalformed, FaultTooLarge, FaultRedirected,
	}
}
