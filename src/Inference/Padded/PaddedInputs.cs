using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RewardServer.Inference.Padded;

/// <summary>An input of a padded graph.</summary>
internal readonly record struct PaddedInput(string Name, PaddedRole Role, TensorElementType Type);

/// <summary>Finds out from a session's own description what to feed it with.</summary>
internal static class PaddedInputs
{
    private static readonly (string Part, PaddedRole Role)[] Parts =
        [("mask", PaddedRole.AttentionMask), ("type", PaddedRole.TokenTypes), ("segment", PaddedRole.TokenTypes), ("position", PaddedRole.Positions)];

    /// <summary>The inputs in the graph's order; throws <see cref="InferenceException"/> when one is not understood.</summary>
    public static IReadOnlyList<PaddedInput> Discover(InferenceSession session)
    {
        List<PaddedInput> inputs = [];
        foreach (var (name, metadata) in session.InputMetadata)
        {
            var role = RoleOf(name);
            if (!metadata.IsTensor || metadata.Dimensions.Length != 2 || !CanFeed(role, metadata.ElementDataType))
                throw NotUnderstood(name, $"{metadata.ElementDataType} of rank {metadata.Dimensions?.Length ?? 0}", session);
            if (inputs.Exists(input => input.Role == role))
                throw NotUnderstood(name, $"a second input for {role}", session);
            inputs.Add(new(name, role, metadata.ElementDataType));
        }

        return inputs.Exists(input => input.Role == PaddedRole.TokenIds)
            ? inputs
            : throw new InferenceException($"The graph has no input for token ids; it has {string.Join(", ", session.InputNames)}.");
    }

    private static PaddedRole RoleOf(string name)
    {
        foreach (var (part, role) in Parts)
        {
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase))
                return role;
        }

        return PaddedRole.TokenIds;
    }

    private static bool CanFeed(PaddedRole role, TensorElementType type) =>
        type is TensorElementType.Int64 or TensorElementType.Int32
        || (role == PaddedRole.AttentionMask && type is TensorElementType.Float or TensorElementType.Bool);

    private static InferenceException NotUnderstood(string name, string what, InferenceSession session) => new(
        $"The graph's input '{name}' is {what}; the padded executor feeds token ids, attention mask, token types and positions, each [batch, tokens] of integers. The graph has {string.Join(", ", session.InputNames)}; export it without a cache (past_key_values).");
}
