using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Pipeline.Inputs;
using RewardServer.Scoring.Formats;

namespace RewardServer.Dialects.Vllm;

/// <summary><c>POST /pooling</c>: the head's outputs wherever it is read; of a process model a row a step.</summary>
internal static class VllmPooling
{
    /// <summary>Answers it.</summary>
    public static async Task AnswerAsync(DialectCall call)
    {
        var request = call.Read(VllmJson.Default.VllmPoolingRequest);
        int[]? columns = null;
        var reply = await VllmInputs.ReadAsync(call, request, Check, model => Reading(request, model));
        var pooled = Array.ConvertAll(reply.Results, result => Rows(result, reply.Model, columns, request.Activates));
        var encoding = new PooledEncoding(request.EmbedDtype ?? "float32", request.Endianness ?? "native");
        if (request.EncodingFormat is "bytes" or "bytes_only")
            await VllmBytes.AnswerAsync(call, request, reply, pooled, encoding);
        else
            await call.AnswerAsync(new VllmPoolingReply
            {
                Id = request.NewId("pool"),
                Created = call.Created,
                Model = request.Model ?? reply.Model.Name,
                Data = [.. pooled.Select((rows, index) => new VllmPooled { Index = index, Data = Shaped(request, reply.Model, rows, encoding), Steps = request.ReturnSteps ? Steps(reply, index) : null })],
                Usage = VllmUsage.Of(reply.Tokens),
            }, VllmJson.Default.VllmPoolingReply);

        void Check(ServedModel model, RequestErrors errors)
        {
            VllmPoolingChecks.Run(request, model, errors);
            columns = request.ReturnedTokenIds is { } ids ? VllmPoolingChecks.ColumnsOf(ids, model, errors) : null;
        }
    }

    private static InputReading? Reading(VllmPoolingRequest request, ServedModel model)
    {
        var id = request.StepTagId ?? (request.StepTag is { } tag ? model.Input.Tokenizer.FindToken(tag) : null);
        return id is { } known ? InputReading.Tags(known) : null;
    }

    private static float[][] Rows(InputResult result, ServedModel model, int[]? columns, bool activates)
    {
        var rows = new float[result.Scores.Length][];
        for (var i = 0; i < rows.Length; i++)
        {
            // What is left out is left out before the softmax, as vLLM does it.
            var logits = HeadRows.Of(result, model, i, activates: false);
            var chosen = columns is null ? logits : Array.ConvertAll(columns, column => logits[column]);
            rows[i] = activates ? Activation.Of(chosen) : chosen;
        }
        return rows;
    }

    private static object Shaped(VllmPoolingRequest request, ServedModel model, float[][] rows, PooledEncoding encoding) => request.EncodingFormat == "base64"
        ? Convert.ToBase64String(encoding.Encode(rows))
        : model.JudgesSteps ? rows : rows[0];

    private static VllmStep[] Steps(InputReply reply, int index)
    {
        var result = reply.Results[index];
        return [.. result.Scores.Select((score, step) => new VllmStep
        {
            Index = step,
            Score = score,
            Logits = HeadRows.Of(result, reply.Model, step, activates: false),
            Token = step < result.Positions.Count ? result.Positions[step] : -1,
        })];
    }
}
