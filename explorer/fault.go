package explorer

// Faults lists why there may be no answer.
func Faults() []Fault {
	return []Fault{
		FaultTimeout, FaultCancelled, FaultUnreachable, FaultOnion, FaultTor, FaultRateLimited, FaultServer, FaultRefused,
		FaultUnsupported, FaultMalformed, FaultTooLarge, FaultRedirected, FaultNetwork,
	}
}

// Lies lists all lies.
func Lies() []Lie {
	return []Lie{
		LieOtherBytes, LieNotATx, LieJSONDiffers, LieForgedBranch, LieLowWork, LieOtherHeader, LieWrongHeight, LieOtherBlock,
		LieFalseSpender, LieHiddenSpender, LieDenied, LieStaleTip, LieAlteredWitness,
	}
}
