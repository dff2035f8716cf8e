using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Core.Files;

/// <summary>An open folder on Linux or macOS. What is done to a name in it never follows a link and does not depend on how long its path is.</summary>
public sealed unsafe class UnixFolder : IDisposable
{
    private const int MostTargetBytes = 4096;

    private readonly SafeFileHandle _handle;

    private UnixFolder(int descriptor) => _handle = new SafeFileHandle(descriptor, ownsHandle: true);

    private int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Opens a folder.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="follow">Whether the path may be a link to it.</param>
    /// <param name="error">The error number where it cannot be opened.</param>
    public static UnixFolder? TryOpen(string path, bool follow, out int error) =>
        TryOpen(UnixCalls.CurrentFolder, Encoding.UTF8.GetBytes(path), follow ? 0 : UnixCalls.OpenNoFollow, out error);

    /// <summary>Opens a folder in this one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="error">The error number where it cannot be opened.</param>
    public UnixFolder? TryOpen(ReadOnlySpan<byte> name, out int error) => TryOpen(Descriptor, name, UnixCalls.OpenNoFollow, out error);

    /// <summary>What the system says of an error number.</summary>
    /// <param name="error">The number.</param>
    public static string Explain(int error) => Marshal.GetPInvokeErrorMessage(error);

    /// <summary>Reads the names of what lies in it; nothing where it was removed meanwhile.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public List<byte[]> List()
    {
        // The listing owns its descriptor, and starts at the beginning with a descriptor of its own.
        int descriptor;
        fixed (byte* self = "."u8)
        {
            descriptor = UnixCalls.OpenAt(Descriptor, self, UnixCalls.ReadOnly | UnixCalls.OpenFolder | UnixCalls.OpenCloseOnExecute);
        }

        var isIntelMac = OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        var listing = descriptor < 0 ? 0 : isIntelMac ? UnixCalls.OpenListingOnIntelMac(descriptor) : UnixCalls.OpenListing(descriptor);
        if (listing == 0)
        {
            var error = UnixCalls.LastError;
            _ = descriptor < 0 ? 0 : UnixCalls.Close(descriptor);
            if (error == UnixCalls.NotFound)
            {
                return [];
            }

            throw new IOException($"A folder cannot be read: {Explain(error)}.");
        }

        try
        {
            var names = new List<byte[]>();
            byte* entry;
            while ((entry = isIntelMac ? UnixCalls.ReadListingOnIntelMac(listing) : UnixCalls.ReadListing(listing)) != null)
            {
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + (OperatingSystem.IsMacOS() ? 21 : 19));
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                {
                    names.Add(name.ToArray());
                }
            }

            return UnixCalls.LastError is 0 ? names : throw new IOException($"A folder cannot be read: {Explain(UnixCalls.LastError)}.");
        }
        finally
        {
            _ = UnixCalls.CloseListing(listing);
        }
    }

    /// <summary>Examines a name in it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="error">The error number where it cannot be examined.</param>
    public UnixStatus? TryExamine(ReadOnlySpan<byte> name, out int error) => UnixStatus.TryRead(Descriptor, name, out error);

    /// <summary>Reads where a link in it points.</summary>
    /// <param name="name">The link's name.</param>
    /// <returns>The bytes as they are written, or null where it is no link or they are too many.</returns>
    public byte[]? TryReadLink(ReadOnlySpan<byte> name)
    {
        var buffer = new byte[MostTargetBytes];
        fixed (byte* text = UnixName.Terminate(name), target = buffer)
        {
            var length = UnixCalls.ReadLinkAt(Descriptor, text, target, MostTargetBytes);
            return length is >= 0 and < MostTargetBytes ? buffer[..(int)length] : null;
        }
    }

    /// <summary>Removes a name from it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isFolder">Whether it is a folder, which then has to be empty.</param>
    /// <returns>0, or the error number.</returns>
    public int Remove(ReadOnlySpan<byte> name, bool isFolder)
    {
        fixed (byte* text = UnixName.Terminate(name))
        {
            return UnixCalls.UnlinkAt(Descriptor, text, isFolder ? UnixCalls.RemoveFolder : 0) == 0 ? 0 : UnixCalls.LastError;
        }
    }

    /// <summary>Moves a name into another folder.</summary>
    /// <param name="name">The name.</param>
    /// <param name="target">The other folder.</param>
    /// <param name="newName">Its name there.</param>
    /// <returns>0, or the error number.</returns>
    public int Move(ReadOnlySpan<byte> name, UnixFolder target, ReadOnlySpan<byte> newName)
    {
        ArgumentNullException.ThrowIfNull(target);
        fixed (byte* text = UnixName.Terminate(name), newText = UnixName.Terminate(newName))
        {
            return UnixCalls.RenameAt(Descriptor, text, target.Descriptor, newText) == 0 ? 0 : UnixCalls.LastError;
        }
    }

    /// <summary>Lets the owner do with a name what its mode keeps from the owner.</summary>
    /// <param name="name">The name of a file or folder.</param>
    /// <param name="status">Its status.</param>
    /// <returns>Whether the mode was changed.</returns>
    public bool GiveOwnerAccess(ReadOnlySpan<byte> name, in UnixStatus status) => OwnerAccess.TryGive(Descriptor, name, status);

    /// <summary>Takes from this folder the flags that forbid any change (<c>chattr +i +a</c>, <c>chflags</c>).</summary>
    public void ClearFlags() => ClearFlags(Descriptor);

    /// <summary>Takes these flags from a name in it.</summary>
    /// <param name="name">The name of a regular file or folder: opening anything else acts or waits.</param>
    public void ClearFlags(ReadOnlySpan<byte> name)
    {
        fixed (byte* text = UnixName.Terminate(name))
        {
            var descriptor = UnixCalls.OpenAt(Descriptor, text, UnixCalls.OpenNoFollow | UnixCalls.OpenWithoutBlocking | UnixCalls.OpenCloseOnExecute);
            if (descriptor >= 0)
            {
                ClearFlags(descriptor);
                _ = UnixCalls.Close(descriptor);
            }
        }
    }

    /// <summary>Takes away what is mounted at a name in it (Linux), at once, and not what the mount holds.</summary>
    /// <param name="name">The name.</param>
    public bool TryUnmount(ReadOnlySpan<byte> name)
    {
        // Through the descriptor, so that the path may be of any length.
        fixed (byte* text = UnixName.Terminate([.. Encoding.ASCII.GetBytes($"/proc/self/fd/{Descriptor}/"), .. name]))
        {
            return OperatingSystem.IsLinux() && UnixCalls.Unmount(text, UnixCalls.DetachMount | UnixCalls.NoFollowMount) == 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static UnixFolder? TryOpen(int parent, ReadOnlySpan<byte> name, int flags, out int error)
    {
        fixed (byte* text = UnixName.Terminate(name))
        {
            var descriptor = UnixCalls.OpenAt(parent, text, UnixCalls.OpenFolder | UnixCalls.OpenCloseOnExecute | flags);
            error = descriptor < 0 ? UnixCalls.LastError : 0;
            return descriptor < 0 ? null : new UnixFolder(descriptor);
        }
    }

    private static void ClearFlags(int descriptor)
    {
        nint flags = 0;
        if (OperatingSystem.IsMacOS())
        {
            _ = UnixCalls.ChangeFlags(descriptor, 0);
        }
        else if (UnixCalls.Control(descriptor, UnixCalls.GetFlags, ref flags) == 0 && (flags & (nint)(UnixCalls.ImmutableFlag | UnixCalls.AppendOnlyFlag)) != 0)
        {
            flags &= ~(nint)(UnixCalls.ImmutableFlag | UnixCalls.AppendOnlyFlag);
            _ = UnixCalls.Control(descriptor, UnixCalls.SetFlags, ref flags);
        }
    }
}
