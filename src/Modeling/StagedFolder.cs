using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling;

/// <summary>
/// A folder that is filled beside its target and moved there when complete, so that nobody ever sees half a model.
/// Disposing it before <see cref="Commit"/> removes what was written.
/// </summary>
internal sealed class StagedFolder : IDisposable
{
    private readonly string _target;
    private readonly bool _replace;

    public StagedFolder(string target, bool replace)
    {
        _target = target;
        _replace = replace;
        RefuseExisting();
        var parent = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        Path = Directory.CreateDirectory(System.IO.Path.Combine(parent.FullName, $".{System.IO.Path.GetFileName(target)}.{Guid.NewGuid():N}.importing")).FullName;
    }

    /// <summary>Where to write; on the same volume as the target.</summary>
    public string Path { get; }

    /// <summary>Moves the folder to its target, in place of an old one when that is allowed; returns the target.</summary>
    public string Commit()
    {
        RefuseExisting();
        if (Directory.Exists(_target))
            ReplaceTarget();
        else
            Directory.Move(Path, _target);
        return _target;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    private void ReplaceTarget()
    {
        var old = Path + ".old";
        Directory.Move(_target, old);
        try
        {
            Directory.Move(Path, _target);
        }
        catch
        {
            Directory.Move(old, _target);
            throw;
        }

        Directory.Delete(old, recursive: true);
    }

    private void RefuseExisting()
    {
        if (File.Exists(_target) || (Directory.Exists(_target) && !_replace))
            throw new CheckpointException($"{_target} exists already; choose another name or replace it (--replace).");
    }
}
