BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    New-Item -ItemType Directory 'a store' | Out-Null
    $bundle = $base | Export-SwarmBundle -Store 'a store'
}
AfterAll { Exit-Scene }

Describe 'Save-SwarmBundle' {
    It 'fetches what was stored, held to its digest' {
        $fetched = $bundle | Save-SwarmBundle -Destination fetched.age
        $fetched.Path | Should -Be (Resolve-Path fetched.age).ProviderPath
        $fetched.Locator | Should -Be $bundle.Locator
        $fetched.BundleHash | Should -Be "sha256:$((Get-FileHash fetched.age).Hash.ToLowerInvariant())"
        $fetched.BundleHash | Should -Be $bundle.BundleHash
        $fetched.Size | Should -Be (Get-Item fetched.age).Length
        $fetched.NodeId | Should -BeNullOrEmpty
    }

    It 'fetches nothing with -WhatIf' {
        Save-SwarmBundle $bundle.Locator not.age -WhatIf | Should -BeNullOrEmpty
        Test-Path not.age | Should -BeFalse
    }

    It 'refuses another digest, and leaves nothing' {
        Save-SwarmBundle $bundle.Locator wrong.age -Sha256 "sha256:$('0' * 64)" -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike '*ArtifactBundleInvalid*'
        Get-ChildItem wrong.age* | Should -BeNullOrEmpty
    }

    It 'refuses what is no locator, and says what one is' {
        Save-SwarmBundle ./somewhere.age no.age -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -BeLike '*s3://bucket/name*'
    }

    It 'needs no store of nodes' {
        New-Item -ItemType Directory elsewhere | Out-Null
        Push-Location elsewhere
        try {
            (Save-SwarmBundle $bundle.Locator here.age).Size | Should -Be $bundle.Size
            Test-Path .swarm | Should -BeFalse
        }
        finally {
            Pop-Location
        }
    }

    It 'loads the client of S3 only for S3, and beside PowerShell''s own assemblies' {
        $text = @"
            `$env:AWS_ENDPOINT_URL_S3 = 'http://127.0.0.1:1'
            `$env:AWS_ACCESS_KEY_ID = 'id'
            `$env:AWS_SECRET_ACCESS_KEY = 'word'
            Import-Module '$modulePath'
            Save-SwarmBundle '$($bundle.Locator)' '$(Join-Path (Get-Location).ProviderPath quiet.age)' | Out-Null
            "before: `$(@([System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object FullName -Like 'AWSSDK*').Count)"
            try { Save-SwarmBundle s3://some-bucket/name '$(Join-Path (Get-Location).ProviderPath s3.age)' -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }
            [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object { `$_.Assemblies | Where-Object FullName -Like 'AWSSDK.S3*' } | ForEach-Object { "after: `$(`$_.Name)" }
"@
        $said = Invoke-OtherShell $text
        $said | Should -Contain 'before: 0'
        $said -join "`n" | Should -BeLike '*BundleStoreUnavailable*'
        $said | Where-Object { $_ -like 'after:*' } | Should -Be 'after: Swarm'
    }
}
