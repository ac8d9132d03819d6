from remez import *
e=mpf(2)**-60
sq=lambda f: (lambda z: f(m.sqrt(z)))
fit('tanh7', sq(lambda x:(m.tanh(x)-x)/x**3),list(range(7)),e,mpf('0.2501')**2,w=sq(lambda x:x**2))
fit('tanh6', sq(lambda x:(m.tanh(x)-x)/x**3),list(range(6)),e,mpf('0.2501')**2,w=sq(lambda x:x**2))
fit('atan5', sq(lambda x:(m.atan(x)-x)/x**3),list(range(5)),e,mpf('0.0704')**2,w=sq(lambda x:x**2))
fit('rcbrt', lambda x: x**(-mpf(1)/3),list(range(5)),1,2.0001)
c=mpf(2)**(-mpf(1)/3)
# c^j: 1 + j(A + jB), exact at j=1,2
B=(c*c-1)/2-(c-1); A=(c-1)-B
print(float(A),float(B))
fit('asin11', sq(lambda x:(m.asin(x)-x)/x**3),list(range(11)),e,mpf('0.2501'),w=sq(lambda x:x**2))
