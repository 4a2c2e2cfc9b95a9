package explorer

// Faults lists why there may be no answer.
func Faults() []Fault {
	return []Fault{
		FaultTimeout, FaultCancelled, FaultUnreachable, FaultOnion, FaultTor, FaultRateLimited, FaultServer, FaultRefused,
		FaultUnsupported, FaultMalformed, FaultTooLarge, FaultRedirected,
	}
}

// OtherNetwork is the detail of a source that is on another network than the
// one that is asked about: its fault alone does not say it.
const OtherNetwork = "it is on another network"

// Lies lists all lies.
func Lies() []Lie {
	return []Lie{
		LieOtherBytes, LieNotATx, LieJSONDiffers, LieForgedBranch, LieLowWork, LieOtherHeader, LieWrongHeight, LieOtherBlock,
		LieFalseSpender, LieHiddenSpender, LieDenied, LieStaleTip, LieAlteredWitness,
	}
}
