// Answers which trunk and rule take a call, by LiveKit's own matcher.
package main

import (
	"fmt"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/protocol/sip"
)

func main() {
	_ = rpc.SIPCall{}
	_ = livekit.SIPInboundTrunkInfo{}
	fmt.Println(sip.NormalizeNumber("1"))
}
