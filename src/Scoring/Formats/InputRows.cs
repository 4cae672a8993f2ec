using System.Diagnostics;

namespace RewardServer.Scoring.Formats;

/// <summary>Collects where the inputs of one trajectory are read, and which rows belong to which step.</summary>
internal sealed class InputRows
{
    private readonly List<int> _ends = [];
    private readonly List<int> _positions = [];
    private readonly List<(int Step, int End)> _boundaries = [];
    private int _rows;

    /// <summary>One row at a position of the current input.</summary>
    public void AddRead(int step, int position)
    {
        _positions.Add(position);
        Count(step, 1);
    }

    /// <summary>Notes a boundary; its rows are known when the input is complete.</summary>
    public void AddBoundary(int step, int end) => _boundaries.Add((step, end));

    /// <summary>Completes the current input.</summary>
    public EncodedInput EndInput(int[] tokenIds)
    {
        var targets = _boundaries.Count > 0 ? ReadTargets(tokenIds) : [];
        var input = new EncodedInput(tokenIds, [.. _positions], targets);
        _positions.Clear();
        _boundaries.Clear();
        return input;
    }

    /// <summary>Per score, one past its last row.</summary>
    public int[] Ends() => [.. _ends];

    private int[] ReadTargets(int[] tokenIds)
    {
        if (_boundaries[0].Step != StepBoundaryPiece.Start || _positions.Count > 0)
            throw new UnreachableException("A format must say where the tokens of the first step begin, and not read elsewhere. This is a bug.");
        // Nothing stands before the first token that could predict it.
        var start = Math.Max(1, _boundaries[0].End);
        var end = start;
        foreach (var (step, boundary) in _boundaries.Skip(1))
        {
            // Where text merges across a boundary, the tokens before it can be fewer than when the text ends there.
            var next = Math.Clamp(boundary, end, tokenIds.Length);
            Count(step, next - end);
            end = next;
        }

        _positions.AddRange(Enumerable.Range(start - 1, end - start));
        return tokenIds[start..end];
    }

    private void Count(int step, int rows)
    {
        if (step != _ends.Count && step != _ends.Count - 1)
            throw new UnreachableException($"A format reads step {step} after step {_ends.Count - 1}. This is a bug.");
        _rows += rows;
        if (step == _ends.Count)
            _ends.Add(_rows);
        else
            _ends[step] = _rows;
    }
}
