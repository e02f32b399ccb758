package main

import (
	"maps"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/protocol/sip"
)

type tokenMaker struct{ key, secret string }

// inbound makes the token of a caller. livekit-sip puts the status into the request to join, next to the token; clients of other languages
// can't, so it is in the token here. In the room both look alike.
func (t tokenMaker) inbound(room *rpc.EvaluateSIPDispatchRulesResponse) (string, error) {
	return sip.BuildSIPToken(sip.SIPTokenParams{
		APIKey:                t.key,
		APISecret:             t.secret,
		RoomName:              room.RoomName,
		ParticipantIdentity:   room.ParticipantIdentity,
		ParticipantName:       room.ParticipantName,
		ParticipantMetadata:   room.ParticipantMetadata,
		ParticipantAttributes: withStatus(room.ParticipantAttributes, "ringing"),
		RoomPreset:            room.RoomPreset,
		RoomConfig:            room.RoomConfig,
	})
}

// outbound makes the token of somebody who is called.
func (t tokenMaker) outbound(wanted *rpc.InternalCreateSIPParticipantRequest) (string, error) {
	return sip.BuildSIPToken(sip.SIPTokenParams{
		APIKey:                t.key,
		APISecret:             t.secret,
		RoomName:              wanted.RoomName,
		ParticipantIdentity:   wanted.ParticipantIdentity,
		ParticipantName:       wanted.ParticipantName,
		ParticipantMetadata:   wanted.ParticipantMetadata,
		ParticipantAttributes: withStatus(wanted.ParticipantAttributes, "dialing"),
	})
}

func withStatus(attributes map[string]string, status string) map[string]string {
	joined := maps.Clone(attributes)
	if joined == nil {
		joined = map[string]string{}
	}
	joined[livekit.AttrSIPCallStatus] = status
	return joined
}
