using RewardServer.Training.Vocabulary;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardServer.Training.Models;

/// <summary>Starts a model from an earlier run's checkpoint, whose vocabulary may be the beginning of the new one.</summary>
internal static class WarmStart
{
    /// <summary>
    /// Copies the backbone's weights, not the head's. A piece the vocabulary has gained starts as the mean of the two it was merged from.
    /// Throws <see cref="InvalidDataException"/> when the shapes do not fit.
    /// </summary>
    /// <param name="model">The model to fill.</param>
    /// <param name="vocabulary">Its vocabulary.</param>
    /// <param name="checkpoint">Folder of the earlier checkpoint.</param>
    public static void Apply(Backbone model, BpeVocabulary vocabulary, string checkpoint)
    {
        using var untracked = no_grad();
        var path = CheckpointWriter.WeightsOf(checkpoint);
        var tensors = SafetensorsReader.Read(path);
        foreach (var (name, parameter) in model.Parameters.Where(p => p.Key.StartsWith(Backbone.Trunk, StringComparison.Ordinal)))
        {
            var (shape, values) = tensors[name];
            using var scope = NewDisposeScope();
            var old = tensor(values, device: CPU).view(shape);
            if (name == Backbone.Embedding)
            {
                CopyRows(parameter, old, vocabulary);
            }
            else if (shape.AsSpan().SequenceEqual(parameter.shape))
            {
                parameter.copy_(old);
            }
            else
            {
                throw new InvalidDataException($"{path}: {name} is [{string.Join(", ", shape)}], the model's is [{string.Join(", ", parameter.shape)}].");
            }
        }
    }

    private static void CopyRows(Parameter table, Tensor old, BpeVocabulary vocabulary)
    {
        var pieces = (int)old.shape[0] - BpeVocabulary.ControlTokens.Count;
        var controls = BpeVocabulary.ControlTokens.Count;
        table.narrow(0, 0, pieces).copy_(old.narrow(0, 0, pieces));
        table.narrow(0, vocabulary.Pieces.Count, controls).copy_(old.narrow(0, pieces, controls));
        var ids = vocabulary.Pieces.Select((piece, id) => (piece, id)).ToDictionary(p => p.piece, p => p.id);
        for (var id = pieces; id < vocabulary.Pieces.Count; id++)
        {
            var (left, right) = vocabulary.Merges[id - (vocabulary.Pieces.Count - vocabulary.Merges.Count)];
            table[id].copy_((table[ids[left]] + table[ids[right]]) / 2);
        }
    }
}
