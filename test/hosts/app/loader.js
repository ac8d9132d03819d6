/** A program's own hooks, as of a loader or a tracer: wamba's threads must not need them. */
import { register } from 'node:module'

register(new URL('./hooks.js', import.meta.url))
