// Draws a chart's plotly JSON and saves it as a picture. The drawing script is loaded when the first chart is shown.

const PICTURE = { width: 1000, scale: 2, edge: 28 };
let loading = null;

function library() {
  loading ||= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "plotly.min.js";
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", () => {
      loading = null;
      reject(new Error("the drawing script could not be loaded"));
    });
    document.head.append(script);
  });
  return loading;
}

/** Draw into `element`, in place of what it held. */
export async function draw(element, drawing) {
  const plotly = await library();
  const { data, layout, config } = structuredClone(drawing);
  element.style.height = `${layout.height}px`;
  await plotly.react(element, data, layout, config);
}

/** Save the chart of `payload` as a PNG file: its title above, its sources and notes below, on a light ground. */
export async function savePicture(payload) {
  const plotly = await library();
  const { data, layout, export: around } = structuredClone(payload.drawings.light);
  const inner = PICTURE.width - 2 * PICTURE.edge;
  const size = { width: inner, height: Math.max(layout.height, 420) };
  const address = await plotly.toImage({ data, layout: { ...layout, ...size, paper_bgcolor: around.ground } },
    { format: "png", ...size, scale: PICTURE.scale });
  const picture = await loaded(address);
  const canvas = compose(picture, size, around, inner);
  const file = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${payload.title}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function loaded(address) {
  return new Promise((resolve, reject) => {
    const picture = new Image();
    picture.addEventListener("load", () => resolve(picture));
    picture.addEventListener("error", () => reject(new Error("the picture could not be made")));
    picture.src = address;
  });
}

function compose(picture, size, around, inner) {
  const { edge, scale } = PICTURE;
  const family = getComputedStyle(document.body).fontFamily;
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const title = { font: `600 22px ${family}`, step: 30, colour: around.ink };
  const foot = { font: `13px ${family}`, step: 19, colour: around.soft };
  title.lines = brokenLines(pen, title.font, around.title, inner);
  foot.lines = around.foot.flatMap((line) => brokenLines(pen, foot.font, line, inner));
  const above = edge + title.lines.length * title.step + 8;
  canvas.width = PICTURE.width * scale;
  canvas.height = (above + size.height + 12 + foot.lines.length * foot.step + edge) * scale;
  pen.scale(scale, scale);
  pen.fillStyle = around.ground;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  write(pen, title, edge, edge);
  pen.drawImage(picture, edge, above, size.width, size.height);
  write(pen, foot, edge, above + size.height + 12);
  return canvas;
}

function write(pen, text, left, top) {
  pen.font = text.font;
  pen.fillStyle = text.colour;
  pen.textBaseline = "top";
  text.lines.forEach((line, place) => pen.fillText(line, left, top + place * text.step));
}

/** `text` in lines no wider than `width`, broken anywhere: most of it is Chinese. */
function brokenLines(pen, font, text, width) {
  pen.font = font;
  const lines = [];
  let line = "";
  for (const character of text) {
    if (line && pen.measureText(line + character).width > width) {
      lines.push(line);
      line = "";
    }
    line += character;
  }
  return line ? [...lines, line] : lines;
}
