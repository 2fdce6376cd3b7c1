export function startIslands(): void {}
