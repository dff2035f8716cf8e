using System.Text;

namespace Swarm.Core.Files;

/// <summary>Gives the owner of a file or folder back what its mode keeps from the owner, without following a link.</summary>
public static unsafe class OwnerAccess
{
    private const int ReadWrite = 0b110_000_000;
    private const int ReadWriteEnter = 0b111_000_000;

    /// <summary>Gives it, where this process runs as the owner; Windows has no such modes.</summary>
    /// <param name="path">A file or folder; one that is not there is none of it.</param>
    /// <returns>Whether its mode was changed.</returns>
    public static bool Give(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        var name = Encoding.UTF8.GetBytes(path);
        return UnixStatus.TryRead(UnixCalls.CurrentFolder, name, out _) is { } status && TryGive(UnixCalls.CurrentFolder, name, status);
    }

    /// <summary>Gives it for a while.</summary>
    /// <param name="path">A file or folder; one that is not there is none of it.</param>
    /// <returns>Disposing it takes it away again.</returns>
    public static IDisposable Lend(string path)
    {
        UnixStatus? before = OperatingSystem.IsWindows() ? null : UnixStatus.TryRead(UnixCalls.CurrentFolder, Encoding.UTF8.GetBytes(path), out _);
        return new Loan(path, Give(path) ? before : null);
    }

    /// <summary>Gives it for a name in a folder.</summary>
    internal static bool TryGive(int folder, ReadOnlySpan<byte> name, in UnixStatus status)
    {
        var wanted = status.Type switch
        {
            UnixFileType.Folder => ReadWriteEnter,
            UnixFileType.Regular => ReadWrite,
            _ => 0,
        };
        return (status.Permissions & wanted) != wanted && status.Owner == UnixCalls.EffectiveUser()
            && ChangeMode(folder, name, (uint)(status.Permissions | wanted));
    }

    // Linux cannot change the mode of a name without following a link; of what such a descriptor stands for it can.
    private static bool ChangeMode(int folder, ReadOnlySpan<byte> name, uint mode)
    {
        fixed (byte* text = UnixName.Terminate(name))
        {
            if (OperatingSystem.IsMacOS())
            {
                return UnixCalls.ChangeModeAt(folder, text, mode, UnixCalls.NoFollow) == 0;
            }

            var descriptor = UnixCalls.OpenAt(folder, text, UnixCalls.PathOnly | UnixCalls.OpenNoFollow | UnixCalls.OpenCloseOnExecute);
            if (descriptor < 0)
            {
                return false;
            }

            fixed (byte* itself = UnixName.Terminate(Encoding.ASCII.GetBytes($"/proc/self/fd/{descriptor}")))
            {
                var isChanged = UnixCalls.ChangeModeAt(UnixCalls.CurrentFolder, itself, mode, flags: 0) == 0;
                _ = UnixCalls.Close(descriptor);
                return isChanged;
            }
        }
    }

    private sealed class Loan(string path, UnixStatus? before) : IDisposable
    {
        public void Dispose()
        {
            if (before is { } status)
            {
                ChangeMode(UnixCalls.CurrentFolder, Encoding.UTF8.GetBytes(path), (uint)status.Permissions);
            }
        }
    }
}
