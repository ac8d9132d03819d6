export function check(): Promise<string>
