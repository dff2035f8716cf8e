using System.Reflection;

namespace Swarm.PowerShell.Tests.Module;

/// <summary>
/// PowerShell loads all exported types before it calls the module's initializer, which brings the private load context: none of them
/// may need a type of it to be loaded itself.
/// </summary>
public sealed class TypeLoadTests(BuiltModule module) : IClassFixture<BuiltModule>
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Windows' runtime loads the value types that stand by themselves in a virtual member's signature: also of an interface's member,
    // of what implements one, and of a delegate. Arguments of generic types, arrays, references and pointers it does not load.
    [Fact]
    public void No_virtual_member_names_a_value_type_of_the_private_context()
    {
        var members = module.Assembly.GetTypes().SelectMany(type => type.GetMethods(Declared)).Where(method => method.IsVirtual).ToArray();

        Assert.Contains(members, method => method.ReturnType.IsValueType);
        Assert.Empty(
            from method in members
            from type in method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)
            where type.IsValueType && BuiltModule.IsPrivate(type)
            select $"{method.DeclaringType}.{method.Name}: {type.Name}");
    }

    // Every runtime loads these.
    [Fact]
    public void No_exported_type_has_a_base_an_interface_a_constraint_or_a_field_by_value_of_the_private_context()
    {
        var pending = new Stack<Type>(module.Assembly.GetExportedTypes());
        var seen = new HashSet<Type>();
        var found = new List<string>();
        while (pending.TryPop(out var type))
        {
            foreach (var needed in NeededToLoad(type).SelectMany(WithArguments))
            {
                if (BuiltModule.IsPrivate(needed))
                    found.Add($"{type}: {needed.Name}");
                else if (needed.Assembly == module.Assembly && seen.Add(needed))
                    pending.Push(needed);
            }
        }

        Assert.NotEmpty(seen);
        Assert.Empty(found);
    }

    private static IEnumerable<Type> NeededToLoad(Type type) =>
    [
        .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
        .. type.GetInterfaces(),
        .. type.GetFields(Declared).Where(field => !field.IsLiteral && field.FieldType.IsValueType).Select(field => field.FieldType),
        .. type.GetGenericArguments().Where(argument => argument.IsGenericParameter).SelectMany(argument => argument.GetGenericParameterConstraints()),
        .. type.GetMethods(Declared).SelectMany(method => method.GetGenericArguments()).SelectMany(argument => argument.GetGenericParameterConstraints()),
    ];

    private static IEnumerable<Type> WithArguments(Type type) => type.GetGenericArguments().SelectMany(WithArguments).Prepend(type);
}
