using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.State.Files;

/// <summary>A file that appears under its name only when it is whole: written beside it, flushed, renamed.</summary>
internal sealed class NewFile : IDisposable
{
    private readonly string _destination;
    private readonly bool _overwrite;

    internal NewFile(string destination, bool overwrite, Action<string>? noteTemporary = null)
    {
        _overwrite = overwrite;
        _destination = RealPath.OfFile(destination);
        if (!overwrite && FileProbe.KindOf(_destination) != FileKind.Absent)
            throw new SwarmException(ErrorCode.PathInvalid, $"'{destination}' is there already; name a new file.");
        TemporaryPath = Path.Combine(
            Path.GetDirectoryName(_destination) ?? "", $".{Path.GetFileName(_destination)}.{Path.GetRandomFileName()}.partial");
        noteTemporary?.Invoke(TemporaryPath);
        Create(TemporaryPath).Dispose();
    }

    internal string TemporaryPath { get; }

    /// <summary>Creates a file where nothing is.</summary>
    internal static FileStream Create(string path)
    {
        try
        {
            return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refuse(path, exception);
        }
    }

    /// <summary>Flushes the file, gives it its name and flushes the folder.</summary>
    internal void Commit()
    {
        try
        {
            using (var file = new FileStream(TemporaryPath, FileMode.Open, FileAccess.ReadWrite))
                FileFlush.Flush(file);
            File.Move(TemporaryPath, _destination, _overwrite);
            DirectoryFlush.Flush(Path.GetDirectoryName(_destination)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refuse(_destination, exception);
        }
    }

    public void Dispose() => File.Delete(TemporaryPath);

    private static SwarmException Refuse(string path, Exception exception) => new(
        ErrorCode.PathInvalid,
        $"'{path}' cannot be created: {exception.Message} Name a new file in a folder that can be written.",
        exception);
}
