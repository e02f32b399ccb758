package main

import (
	"context"
	"encoding/json"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/protocol/sip"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// inboundCall is what livekit-sip knows of an INVITE: both numbers, the From header's host, the address it came from, and a PIN that the
// caller has dialled.
type inboundCall struct {
	From string `json:"from"`
	To   string `json:"to"`
	IP   string `json:"ip"`
	Host string `json:"host"`
	Pin  string `json:"pin"`
}

// evaluate asks the server for the trunk's password and for the rule that takes the call, as livekit-sip does with each INVITE. Of a call
// that is taken the answer also has the token that its participant joins with.
func (b *bridge) evaluate(ctx context.Context, server rpc.IOInfoClient, call inboundCall, answer map[string]any) error {
	id := sip.NewCallID()
	info := &rpc.SIPCall{
		LkCallId: id,
		SourceIp: call.IP,
		From:     &livekit.SIPUri{User: call.From, Host: call.Host},
		To:       &livekit.SIPUri{User: call.To, Host: "sip.example.com"},
	}
	info.Address = info.To
	answer["call"] = id
	auth, err := server.GetSIPTrunkAuthentication(ctx, &rpc.GetSIPTrunkAuthenticationRequest{
		Call: info, SipCallId: id, From: call.From, FromHost: call.Host, To: call.To, ToHost: info.To.Host, SrcAddress: call.IP,
	})
	if err != nil {
		return err
	}
	answer["auth"] = asJSON(auth)
	rules := &rpc.EvaluateSIPDispatchRulesRequest{
		Call: info, SipTrunkId: auth.SipTrunkId, Pin: call.Pin, SipCallId: id, CallingNumber: call.From, CallingHost: call.Host,
		CalledNumber: call.To, CalledHost: info.To.Host, SrcAddress: call.IP,
	}
	room, err := server.EvaluateSIPDispatchRules(ctx, rules)
	if err != nil {
		return err
	}
	answer["dispatch"] = asJSON(room)
	if room.Result != rpc.SIPDispatchResult_ACCEPT {
		return nil
	}
	// Before it joins: whoever sees it in the room may want to transfer it.
	if err := b.topics.RegisterTransferSIPParticipantTopic(id); err != nil {
		return err
	}
	answer["token"], err = b.tokens.inbound(room)
	return err
}

// asJSON is a message as JSON that json.Encoder takes over as it is.
func asJSON(message proto.Message) json.RawMessage {
	text, err := protojson.Marshal(message)
	if err != nil {
		return json.RawMessage(`null`)
	}
	return text
}
