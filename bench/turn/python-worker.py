"""A stock Python livekit-agents worker with the settings of bare-worker.ts, to be measured beside voicectl's."""

import asyncio
import json
import logging
import os
import signal

from livekit.agents import Agent, AgentServer, AgentSession, JobContext, inference
from livekit.plugins import deepgram, elevenlabs, openai

SETTINGS = json.loads(os.environ.get("BENCH_SETTINGS", "{}"))
LIVEKIT = SETTINGS["livekit"]

server = AgentServer(
    ws_url=LIVEKIT["url"],
    api_key=LIVEKIT["apiKey"],
    api_secret=LIVEKIT["apiSecret"],
    host="127.0.0.1",
    port=SETTINGS["healthPort"],
    num_idle_processes=1,
    load_fnc=lambda: 0.0,
)


@server.rtc_session(agent_name=SETTINGS["agentName"])
async def entry(ctx: JobContext) -> None:
    await ctx.connect()
    caller = await ctx.wait_for_participant()
    language = json.loads(caller.metadata or "{}").get("language", "en")
    by_vad = SETTINGS["turnDetection"] == "vad"
    session = AgentSession(
        stt=deepgram.STT(api_key="stub", base_url=SETTINGS["deepgram"] + "/v1/listen", model="nova-3", language=language),
        llm=openai.LLM(api_key="stub", base_url=SETTINGS["openai"], model="gpt-4.1-mini"),
        # Its default is MP3; PCM as in the JavaScript plugin keeps decoding out of the comparison.
        tts=elevenlabs.TTS(api_key="stub", base_url=SETTINGS["elevenlabs"], voice_id="voice", encoding="pcm_22050"),
        vad=inference.VAD(model="silero"),
        turn_handling={
            "turn_detection": "vad" if by_vad else inference.TurnDetector(version="v1-mini"),
            "interruption": {"mode": "vad"},
            "preemptive_generation": {"enabled": True},
        },
    )
    session.on("close", lambda _: ctx.shutdown())
    await session.start(agent=Agent(instructions="You answer callers."), room=ctx.room)


async def main() -> None:
    running = asyncio.create_task(server.run())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: asyncio.ensure_future(server.aclose()))
    await running


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
