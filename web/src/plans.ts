/** A plan that is wider than its window opens where today is, not where the first year begins (`.gantt-scroll`). */
export function startPlans(): void {
  for (const window of document.querySelectorAll<HTMLElement>(".gantt-scroll")) {
    const today = window.querySelector("line.gantt-now");
    if (!today || window.scrollWidth <= window.clientWidth) continue;
    const distance = today.getBoundingClientRect().left - window.getBoundingClientRect().left;
    window.scrollLeft = distance - window.clientWidth * 0.7;
  }
}
