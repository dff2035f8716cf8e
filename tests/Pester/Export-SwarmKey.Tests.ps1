BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-SwarmKey mine | Out-Null
}
AfterAll { Exit-Scene }

Describe 'Export-SwarmKey' {
    It 'gives the public halves as text' {
        Export-SwarmKey mine -Purpose Operator | Should -Be (Get-SwarmKey mine).OperatorKey
        Get-SwarmKey mine | Export-SwarmKey -Purpose Sealing | Should -Be (Get-SwarmKey mine).Recipient
    }

    It 'writes nothing with -WhatIf' {
        Export-SwarmKey mine -Purpose Sealing -Secret -Destination identity.txt -WhatIf | Should -BeNullOrEmpty
        Test-Path identity.txt | Should -BeFalse
    }

    It 'writes the private half to a new file alone' {
        $file = Export-SwarmKey mine -Purpose Sealing -Secret -Destination identity.txt
        $file.FullName | Should -Be (Join-Path (Get-Location).ProviderPath identity.txt)
        Get-Content $file | Should -BeLike 'AGE-SECRET-KEY-1*'
        if (-not $IsWindows) {
            $file.UnixFileMode | Should -Be ([System.IO.UnixFileMode]'UserRead, UserWrite')
        }

        Export-SwarmKey mine -Purpose Sealing -Secret -Destination identity.txt -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
    }
}
