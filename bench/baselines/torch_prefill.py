"""The shapes and lengths of CudaBench in PyTorch: a padded batch through Hugging Face's Qwen2, fp16, SDPA attention.

python3 bench/baselines/torch_prefill.py   (needs torch with CUDA and transformers)
Also sorted into batches of similar length, which is what a careful user does against padding.
"""
import statistics
import time

import torch
from transformers import Qwen2Config, Qwen2Model

LENGTHS = [32 + 31 * i for i in range(32)]
SHAPES = {
    "0.5B": dict(hidden_size=896, intermediate_size=4864, num_hidden_layers=24, num_attention_heads=14, num_key_value_heads=2),
    "1.5B": dict(hidden_size=1536, intermediate_size=8960, num_hidden_layers=28, num_attention_heads=12, num_key_value_heads=2),
}


def batches(size):
    ordered = sorted(LENGTHS)
    return [ordered[i:i + size] for i in range(0, len(ordered), size)]


@torch.inference_mode()
def run(model, groups):
    for lengths in groups:
        width = max(lengths)
        ids = torch.randint(0, 1024, (len(lengths), width), device="cuda")
        mask = (torch.arange(width, device="cuda")[None] < torch.tensor(lengths, device="cuda")[:, None]).long()
        model(input_ids=ids, attention_mask=mask, use_cache=False)
    torch.cuda.synchronize()


for name, shape in SHAPES.items():
    torch.manual_seed(1)
    config = Qwen2Config(vocab_size=1024, max_position_embeddings=4096, attn_implementation="sdpa", **shape)
    model = Qwen2Model(config).half().cuda().eval()
    for label, groups in (("one padded batch", batches(32)), ("sorted, 4 batches of 8", batches(8))):
        for _ in range(3):
            run(model, groups)
        speeds = []
        for _ in range(9):
            started = time.perf_counter()
            run(model, groups)
            speeds.append(sum(LENGTHS) / (time.perf_counter() - started))
        print(f"{name} {label}: {statistics.median(speeds):.0f} tokens/s ({min(speeds):.0f}..{max(speeds):.0f})", flush=True)
