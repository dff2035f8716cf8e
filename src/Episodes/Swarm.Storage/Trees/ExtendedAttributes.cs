using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Storage.Trees;

/// <summary>Reads and sets extended attributes of Linux and macOS (xattr(7)); elsewhere there are none.</summary>
public static partial class ExtendedAttributes
{
    private const int NoFollow = 1;

    /// <summary>Reads the attributes that belong to users, ordered by name. Those whose name is not Unicode are left out.</summary>
    /// <param name="path">A file or folder; a link is not followed.</param>
    /// <returns>The attributes, or null where they cannot be read or have more than <see cref="ExtendedAttribute.MostBytes"/> bytes.</returns>
    public static IReadOnlyList<ExtendedAttribute>? Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (OperatingSystem.IsWindows())
        {
            return [];
        }

        var attributes = new List<ExtendedAttribute>();
        var buffer = ArrayPool<byte>.Shared.Rent(ExtendedAttribute.MostBytes);
        try
        {
            var left = ExtendedAttribute.MostBytes;
            if (ReadNames(path, buffer) is not { } names)
            {
                return null;
            }

            foreach (var name in names)
            {
                var length = (int)(OperatingSystem.IsMacOS()
                    ? GetMac(path, name, buffer, ExtendedAttribute.MostBytes, 0, NoFollow)
                    : Get(path, name, buffer, ExtendedAttribute.MostBytes));
                left -= Encoding.UTF8.GetByteCount(name) + length;
                if (length < 0 || left < 0)
                {
                    return null;
                }

                attributes.Add(new ExtendedAttribute(name, buffer.AsSpan(0, length).ToArray()));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        attributes.Sort(static (left, right) => PathOrder.Instance.Compare(left.Name, right.Name));
        return attributes;
    }

    /// <summary>Sets attributes of an open file.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="attributes">The attributes.</param>
    /// <returns>Whether the file system has such attributes.</returns>
    /// <exception cref="IOException">One cannot be set for another reason.</exception>
    public static bool Set(SafeFileHandle handle, IReadOnlyList<ExtendedAttribute> attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return SetAll(attributes, (name, value) => OperatingSystem.IsMacOS()
            ? SetOpenMac(handle, name, value, value.Length, 0, 0)
            : SetOpen(handle, name, value, value.Length, 0));
    }

    /// <summary>Sets attributes of a folder; a link is not followed.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="attributes">The attributes.</param>
    /// <returns>Whether the file system has such attributes.</returns>
    /// <exception cref="IOException">One cannot be set for another reason.</exception>
    public static bool Set(string path, IReadOnlyList<ExtendedAttribute> attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return SetAll(attributes, (name, value) => OperatingSystem.IsMacOS()
            ? SetMac(path, name, value, value.Length, 0, NoFollow)
            : Set(path, name, value, value.Length, 0));
    }

    private static List<string>? ReadNames(string path, byte[] buffer)
    {
        var length = (int)(OperatingSystem.IsMacOS() ? ListMac(path, buffer, buffer.Length, NoFollow) : List(path, buffer, buffer.Length));
        if (length < 0)
        {
            return IsUnsupported(Marshal.GetLastPInvokeError()) ? [] : null;
        }

        var names = new List<string>();
        var rest = buffer.AsSpan(0, length);
        while (rest.IndexOf((byte)0) is > 0 and var end)
        {
            if (System.Text.Unicode.Utf8.IsValid(rest[..end]) && rest[..end].StartsWith("user."u8))
            {
                names.Add(Encoding.UTF8.GetString(rest[..end]));
            }

            rest = rest[(end + 1)..];
        }

        return names;
    }

    private static bool SetAll(IReadOnlyList<ExtendedAttribute> attributes, Func<string, byte[], int> set)
    {
        if (OperatingSystem.IsWindows())
        {
            return attributes.Count == 0;
        }

        foreach (var attribute in attributes)
        {
            if (set(attribute.Name, attribute.Value.ToArray()) != 0)
            {
                var error = Marshal.GetLastPInvokeError();
                return IsUnsupported(error)
                    ? false
                    : throw new IOException($"The extended attribute '{attribute.Name}' cannot be set: {Marshal.GetPInvokeErrorMessage(error)}.");
            }
        }

        return true;
    }

    private static bool IsUnsupported(int error) => error == (OperatingSystem.IsMacOS() ? 45 : 95);

    [LibraryImport("libc", EntryPoint = "llistxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint List(string path, byte[] names, nint size);

    [LibraryImport("libc", EntryPoint = "listxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ListMac(string path, byte[] names, nint size, int options);

    [LibraryImport("libc", EntryPoint = "lgetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Get(string path, string name, byte[] value, nint size);

    [LibraryImport("libc", EntryPoint = "getxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetMac(string path, string name, byte[] value, nint size, uint position, int options);

    [LibraryImport("libc", EntryPoint = "lsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(string path, string name, byte[] value, nint size, int flags);

    [LibraryImport("libc", EntryPoint = "setxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetMac(string path, string name, byte[] value, nint size, uint position, int options);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetOpen(SafeFileHandle handle, string name, byte[] value, nint size, int flags);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetOpenMac(SafeFileHandle handle, string name, byte[] value, nint size, uint position, int options);
}
