import { setLogLevel } from 'livekit-client'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './components/app.tsx'
import './styles/base.css'
import './styles/controls.css'
import './styles/start.css'
import './styles/call.css'

setLogLevel('warn')

const root = document.querySelector('#root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
