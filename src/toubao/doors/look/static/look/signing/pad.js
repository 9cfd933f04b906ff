// A pad to sign on: draws what finger, pen or mouse does, and tells it to the form. Without this file, people sign on paper.
(() => {
  "use strict";
  const WIDE = 1000, HIGH = 400, MOST = 6000, APART = 3;

  const prepare = (form) => {
    const canvas = form.querySelector("canvas"), field = form.elements.strokes, pen = canvas.getContext("2d");
    let strokes = [], began = 0, drawing = null;

    const draw = () => {
      const scale = window.devicePixelRatio || 1;
      canvas.width = canvas.clientWidth * scale;
      canvas.height = canvas.clientHeight * scale;
      pen.setTransform(canvas.width / WIDE, 0, 0, canvas.height / HIGH, 0, 0);
      pen.lineWidth = 7;
      pen.lineCap = pen.lineJoin = "round";
      pen.strokeStyle = getComputedStyle(canvas).color;
      for (const stroke of strokes) {
        pen.beginPath();
        pen.moveTo(stroke[0][0], stroke[0][1]);
        for (const [x, y] of stroke) pen.lineTo(x, y);
        pen.stroke();
      }
    };
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      const within = (value, most) => Math.round(Math.min(Math.max(value * most, 0), most));
      began ||= event.timeStamp;
      const ms = Math.min(Math.round(event.timeStamp - began), 600000);
      return [within((event.clientX - box.left) / box.width, WIDE), within((event.clientY - box.top) / box.height, HIGH), ms];
    };
    const told = () => { field.value = strokes.length ? JSON.stringify(strokes) : ""; };
    const full = () => strokes.reduce((sum, stroke) => sum + stroke.length, 0) >= MOST;

    canvas.addEventListener("pointerdown", (event) => {
      if (drawing !== null || full()) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      drawing = event.pointerId;
      strokes.push([place(event)]);
      draw();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (event.pointerId !== drawing || full()) return;
      const stroke = strokes.at(-1), next = place(event), last = stroke.at(-1);
      if (Math.hypot(next[0] - last[0], next[1] - last[1]) < APART) return;
      stroke.push(next);
      draw();
    });
    const lift = (event) => { if (event.pointerId === drawing) { drawing = null; told(); } };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    form.querySelector("[data-pad-clear]").addEventListener("click", () => { strokes = []; began = 0; told(); draw(); });
    window.addEventListener("resize", draw);
    form.hidden = false;
    draw();
  };
  for (const form of document.querySelectorAll("form[data-pad]")) prepare(form);
  for (const paper of document.querySelectorAll("[data-pad-else]:not([data-wanted])")) paper.open = false;
})();
