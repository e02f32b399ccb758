// rtc-node logs every step to stdout unless it runs in production, and offers no other switch. It looks once, when it is loaded:
// import this before it.
const before = process.env['NODE_ENV']
process.env['NODE_ENV'] = 'production'
await import('@livekit/rtc-node')
if (before === undefined) delete process.env['NODE_ENV']
else process.env['NODE_ENV'] = before
