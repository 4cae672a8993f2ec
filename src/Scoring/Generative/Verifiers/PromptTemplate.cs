using System.Text;

namespace RewardServer.Scoring.Generative.Verifiers;

/// <summary>Puts texts into a prompt. What is put in is never looked at again, so that a client's <c>{problem}</c> stays text.</summary>
internal static class PromptTemplate
{
    /// <summary>The template with each placeholder, such as <c>{problem}</c>, replaced.</summary>
    public static string Fill(string template, params ReadOnlySpan<(string Placeholder, string Text)> values)
    {
        var filled = new StringBuilder();
        for (var i = 0; i < template.Length;)
        {
            var at = i;
            foreach (var (placeholder, text) in values)
            {
                if (!template.AsSpan(i).StartsWith(placeholder, StringComparison.Ordinal))
                    continue;
                filled.Append(text);
                i += placeholder.Length;
                break;
            }

            if (i == at)
                filled.Append(template[i++]);
        }

        return filled.ToString();
    }

    /// <summary>Each step as <c>Step i: …</c> from 1 on, one a line.</summary>
    public static string NumberedSteps(IReadOnlyList<string> steps) =>
        string.Join('\n', steps.Select((step, i) => $"Step {i + 1}: {step}"));

    /// <summary>Each step as a tagged paragraph from 0 on, blank lines between them.</summary>
    public static string TaggedParagraphs(IReadOnlyList<string> steps) =>
        string.Join("\n\n", steps.Select((step, i) => $"<paragraph_{i}>\n{step}\n</paragraph_{i}>"));
}
